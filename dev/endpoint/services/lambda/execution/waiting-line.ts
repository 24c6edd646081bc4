/** Invocations that wait for an environment, in the order in which they came. */
export class WaitingLine {
  readonly #waiting = new Set<() => void>();

  /** Waits for its turn, at most until then (epoch milliseconds). */
  wait(until: number): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const go = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      this.#waiting.add(go);
      if (Number.isFinite(until)) timer = setTimeout(go, Math.max(0, until - Date.now()));
    });
  }

  /** It is the first one's turn. Answers whether there was one. */
  next(): boolean {
    const [first] = this.#waiting;
    first?.();
    return first !== undefined;
  }

  /** Everyone looks whether it is their turn. */
  all(): void {
    for (const go of this.#waiting) go();
  }
}
