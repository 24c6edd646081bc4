import type { OutputSink } from "../output/output-sink.ts";
import type { Key } from "./keys.ts";

/** A question that is answered by `y` or `n` while other keys go on doing what they do. */
export class KeyQuestion {
  readonly #output: OutputSink;
  readonly #input: { readonly isTTY?: boolean };
  #answer: ((answer: boolean) => void) | undefined;

  constructor(output: OutputSink, input: { readonly isTTY?: boolean } = process.stdin) {
    this.#output = output;
    this.#input = input;
  }

  /** Resolves with undefined where there is no terminal; a question takes the place of one that waits. */
  readonly ask = (question: string): Promise<boolean | undefined> => {
    if (this.#output.columns === undefined || this.#input.isTTY !== true) return Promise.resolve(undefined);
    this.#answer?.(false);
    const { bold } = this.#output.style;
    this.#output.text(`${question} ${bold("y")} or ${bold("n")}`);
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  };

  /** What the keys do while a question waits; nothing otherwise. */
  readonly keys: readonly Key[] = [
    { key: "y", does: "yes", press: () => this.#settle(true) },
    { key: "n", does: "no", press: () => this.#settle(false) },
  ];

  #settle(answer: boolean): void {
    if (this.#answer === undefined) return;
    this.#output.text(answer ? "yes" : "no, everything stays as it is");
    this.#answer(answer);
    this.#answer = undefined;
  }
}
