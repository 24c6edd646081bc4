/**
 * A language in which functions run: what differs between languages in the process of an execution environment. The rest
 * is the same for all: one process an environment, the Runtime API, log frames (`frames.ts`), limits, the freeze.
 */
export interface Runtime {
  /** Values of a function's `Runtime` that it runs, for example `nodejs24.x`. */
  readonly identifiers: readonly string[];
  /** What runs all of them here, for messages: `Node 24.1.0`. */
  readonly runsOn: string;
  /** Makes what its processes run on, where that is not there yet. Resolves with the executable, absolute. */
  prepare(wanted: RuntimePreparation): Promise<string>;
  /**
   * How a process is started. It writes an end frame before each `next` of the Runtime API, and gives that in the header
   * `x-doppelface-runtime` what the variable `DOPPELFACE_RUNTIME_SECRET` of its process holds.
   */
  command(start: RuntimeStart): RuntimeCommand;
  /**
   * Variables that it needs besides Lambda's; those of the function take their place.
   * @param cacheFolder absolute, of this state
   */
  variables(cacheFolder: string): Readonly<Record<string, string>>;
  /** What a spare may import before it has code, told by a folder with code that is run in place. */
  aheadOf(codeFolder: string): ImportedAhead;
  /** What the process posted of an error, in the language's own form. Throws where it is something else. */
  readError(payload: unknown): PostedError;
  /** How a debugger finds its processes. */
  readonly debugger: RuntimeDebugger;
}

/** What has to be there before a process is started. */
export interface RuntimePreparation {
  /** The function's own, one of `identifiers`. */
  readonly identifier: string;
  /** Absolute folder of the user's cache, which all projects share. */
  readonly userCache: string;
  /** Tells the user something, once for all functions. */
  readonly tell: (text: string) => void;
}

/** What a process is started for. */
export interface RuntimeStart {
  /** What `prepare` has resolved with. */
  readonly executable: string;
  /** The function's own, one of `identifiers`. */
  readonly identifier: string;
  /** Variables of the process. */
  readonly variables: Readonly<Record<string, string>>;
  /** How its code got here: by a zip file, which holds all that it may import, or as a folder that is run in place. */
  readonly code: "zip" | "folder";
  /** Absolute folder of the user's project, whose SDK clients stand for those of the runtime; empty for none. */
  readonly project: string;
  /**
   * Absolute folder of which its code is a copy, by which its files are named in stacks; undefined where nobody knows.
   */
  readonly copyOf: string | undefined;
  /** MB that the function has. */
  readonly memorySize: number;
  /** A debugger may attach. */
  readonly inspected: boolean;
  /**
   * Set for a spare: it imports `module` as `ImportedAhead` has it, if there is one, then asks `GET /spare/code` for
   * its folder.
   */
  readonly spare: { readonly module: string | undefined } | undefined;
}

/** A command line. */
export interface RuntimeCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/** What a spare has imported. */
export interface ImportedAhead {
  /** What the language imports by: the absolute path of a module, or names of services; undefined for nothing. */
  readonly module: string | undefined;
  /** The same for all code that a spare with these imports serves. */
  readonly packages: string;
}

/** An error of a handler, or of the module that it is in. */
export interface PostedError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Lines of the stack, with the places in the sources that the language knows of. */
  readonly stack: readonly string[];
}

/** What a debugger speaks: the protocol of V8's inspector, or the Debug Adapter Protocol. */
export type DebugProtocol = "inspector" | "dap";

/** What a process tells on stderr about its debugger. */
export interface RuntimeDebugger {
  readonly protocol: DebugProtocol;
  /** What a line says; undefined where it is about something else, and belongs into the log. */
  read(line: string): DebuggerLine | undefined;
}

/** One line about the debugger. */
export interface DebuggerLine {
  /** Where the debugger attaches, if the line tells that: `InspectedProcess` has the forms. */
  readonly url?: string | undefined;
  /** The process has done its work, and would wait for the debugger to go. */
  readonly hasEnded: boolean;
  /** Why none can attach, and what to install. */
  readonly missing?: string | undefined;
}
