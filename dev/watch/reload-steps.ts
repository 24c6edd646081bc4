import type { Bundle } from "./code.ts";

/** What a saved file is to the app. */
export interface Touched {
  /** Names of the functions whose source it is. */
  readonly functions: readonly string[];
  /** The app itself has to run again. */
  readonly stack: boolean;
}

/** What a reload consists of. */
export interface ReloadSteps {
  /** Names of all functions. */
  functions(): readonly string[];
  /** What a file is, by its path from the project's root. */
  touched(file: string): Touched;
  /** Undefined where the bundle is the same as before. Throws BundleFailed. */
  bundle(functionName: string): Promise<Bundle | undefined>;
  /** Has functions run their bundles. */
  put(bundles: ReadonlyMap<string, Bundle>): Promise<void>;
  /**
   * Deploys the stacks. Resolves with what changed in them, empty for nothing, with the functions that this may have
   * given other code (undefined for all of them), and with those that were added or have other sources now.
   */
  deploy(): Promise<{
    readonly changes: readonly string[];
    readonly recoded: readonly string[] | undefined;
    readonly renewed: readonly string[];
  }>;
  /** Whether a file is there, by its path from the project's root. */
  isThere(file: string): boolean;
  /** Told after `reloadFailed`. */
  failed(error: Error, files: readonly string[]): void;
}
