import type { Assembly } from "./assembly.ts";

/** What a user brings: where stacks come from, and where the code of each of their functions lies. */
export interface App {
  readonly kind: "cdk" | "sam" | "template";
  /** Absolute: `cdk.json`, or the template. */
  readonly file: string;
  /** Absolute folder of the file; the app is run there. */
  readonly folder: string;
  /** Absolute folder from which files are named, and beside whose packages bundles lie. */
  readonly project: string;
  /** What runs a CDK app in place of the command of its `cdk.json`. */
  readonly command?: readonly string[];
  /** Values of its templates' parameters, which count more than what the app says of them. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Changes the text of each template, JSON, before it is deployed, those of nested stacks first. */
  readonly adapt?: (template: string, stack: string) => string;
  /** Tells the user of what takes long, and is done once. */
  readonly tell?: (text: string) => void;
}

/** How an app of one kind becomes stacks. */
export interface AppKind {
  /** Runs the app, or takes what the same sources have made before. Throws SynthFailed. */
  synthesize(app: App, options: SynthOptions): Promise<Made>;
}

/** What an app is told. */
export interface SynthOptions {
  /** As `cdk -c name=value` gives it. */
  readonly context: Readonly<Record<string, string>>;
  /** Folder for assemblies; the default is in `node_modules/.cache`, where tools keep what they can make again. */
  readonly cache?: string;
}

/** What an app has made. */
export interface Made extends Assembly {
  /** The code of every function of its stacks. */
  readonly functions: readonly FunctionSource[];
  /** Absolute paths that the app itself has read: a save of one of them runs it again. Undefined where nobody knows. */
  readonly reads: readonly string[] | undefined;
  /** Absolute folders of which layers and the like are made: a save below one of them runs the app again. */
  readonly parts: readonly string[];
  /** Absolute folders among the app's sources in which its runs write. */
  readonly outputs: readonly string[];
}

/** A function by its place in the app: two of them may have the same code. */
export interface FunctionSource {
  /** Absolute path of the template that has it. */
  readonly template: string;
  readonly logicalId: string;
  readonly source: Source;
}

/** Where the code of a function comes from. */
export type Source =
  /** esbuild bundles it. */
  | EsbuildSource
  | FolderSource
  /** It stands in the template. */
  | { readonly kind: "inline" }
  /** Something else makes it of what lies at `paths`: a save there runs the app again. */
  | { readonly kind: "opaque"; readonly paths: readonly string[] }
  /** A container image, or an object that is in a bucket already. */
  | { readonly kind: "elsewhere" };

/** A folder, as it is, but for what the patterns leave out. */
export interface FolderSource {
  readonly kind: "folder";
  readonly path: string;
  readonly exclude: readonly string[];
  /** Absolute folder of installed packages, which lie beside its files in the archive. */
  readonly packages?: string;
}

/** A bundle of esbuild's. */
export interface EsbuildSource {
  readonly kind: "esbuild";
  /** Options of esbuild's `build`: `absWorkingDir` and `entryPoints` are there, `outfile` names the file. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * Absolute folder with what was installed beside the bundle (`nodeModules` of `NodejsFunction`); undefined for none.
   */
  readonly installed: string | undefined;
}
