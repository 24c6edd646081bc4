import type { Style } from "../output/output-sink.ts";

/** What one key does. */
export interface Key {
  readonly key: string;
  /** For the line that lists the keys. */
  readonly does: string;
  press(): void | Promise<void>;
}

/** The terminal's input, as far as it is used: `process.stdin`. */
export type KeyInput = Pick<NodeJS.ReadStream, "setRawMode" | "on" | "off" | "resume" | "pause">;

const CTRL_C = "\u0003";
const CTRL_Z = "\u001a";
/** Milliseconds of running after a stop; the signal that stops a process may come a moment after it was sent. */
const RESUME_MS = 100;

/**
 * Runs what each key does, until the returned function is called, which gives the terminal back as it was. In raw mode
 * Ctrl-C is a key too, which does what `q` does, and so is Ctrl-Z, which stops the process until it is continued.
 */
export function listenForKeys(input: KeyInput, keys: readonly Key[], onError: (error: unknown) => void): () => void {
  const press = async (name: string): Promise<void> => {
    try {
      await keys.find(({ key }) => key === (name === CTRL_C ? "q" : name.toLowerCase()))?.press();
    } catch (error) {
      onError(error);
    }
  };
  let resumed: NodeJS.Timeout | undefined;
  const suspend = (): void => {
    input.setRawMode(false);
    // The whole group, as the terminal would: npm stands between the shell and this process.
    process.kill(0, "SIGTSTP");
    // Runs once the group is continued.
    resumed = setTimeout(() => input.setRawMode(true), RESUME_MS);
  };
  const read = (data: Buffer): void => {
    for (const name of data.toString("utf8")) {
      if (name === CTRL_Z) suspend();
      else void press(name);
    }
  };
  const restore = (): void => {
    input.off("data", read);
    input.setRawMode(false);
    input.pause();
    process.off("exit", restore);
    clearTimeout(resumed);
  };
  input.setRawMode(true);
  input.on("data", read);
  input.resume();
  process.on("exit", restore);
  return restore;
}

/** One line that lists the keys. */
export function keysLine(keys: readonly Key[], style: Style): string {
  return `  keys        ${keys.map(({ key, does }) => `${style.bold(key)} ${style.dim(does)}`).join("  ")}`;
}
