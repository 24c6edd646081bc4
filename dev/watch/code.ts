/** Where code is made. */
export interface CodeOptions {
  /** Absolute. */
  readonly project: string;
  /** Put everything into it, for functions that run where there are no packages. */
  readonly whole?: boolean;
  /** Another place for it than `openBuilds` has. */
  readonly folder?: string | undefined;
}

/** The code of a function as it was saved, ready to run. */
export interface Bundle {
  /** Absolute: what the function's zip archive would hold, and for some `preload.mjs`, which imports its packages. */
  readonly folder: string;
  /** Of the code. */
  readonly bytes: number;
  /** Spent in making it. */
  readonly ms: number;
}

/** Makes the code of a function again and again. */
export interface Code {
  /** Resolves with undefined where the outcome is the same as the last time. Throws BundleFailed. */
  bundle(): Promise<Bundle | undefined>;
  /** Whether a file (absolute) is one of its sources. */
  touches(path: string): boolean;
  /** Whether a file that is no function's source may become one of its own. */
  isNear(path: string): boolean;
  /** Absolute folders in which its sources lie. */
  places(): readonly string[];
  /** Ends what works for it; the bundles stay. */
  dispose(): Promise<void>;
  /** Removes the bundles. */
  remove(): Promise<void>;
}
