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
  const suspend = (): void => {
    input.setRawMode(false);
    process.once("SIGCONT", resume);
    process.kill(process.pid, "SIGTSTP");
  };
  const resume = (): void => void input.setRawMode(true);
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
    process.off("SIGCONT", resume);
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
