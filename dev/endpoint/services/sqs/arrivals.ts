/** Wakes those who wait for messages: when one is sent, when a hidden one can be seen, or when the endpoint closes. */
export class Arrivals {
  readonly #waiting = new Map<number, Set<() => void>>();
  readonly #closing: AbortSignal;

  /** @param closing lets everyone go */
  constructor(closing: AbortSignal) {
    this.#closing = closing;
    const letGo = (): void => {
      for (const queueId of this.#waiting.keys()) this.announce(queueId);
    };
    closing.addEventListener("abort", letGo);
  }

  /** Tells everyone who waits for this queue to look again. */
  announce(queueId: number): void {
    for (const wake of this.#waiting.get(queueId) ?? []) wake();
  }

  /** Waits for an arrival, or until then (epoch milliseconds). */
  wait(queueId: number, until: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.closed) {
        resolve();
        return;
      }
      const waiting = this.#waiting.get(queueId) ?? new Set();
      this.#waiting.set(queueId, waiting);
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(queueId) === waiting) this.#waiting.delete(queueId);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, until - Date.now()));
      waiting.add(wake);
    });
  }

  /** True once nobody may wait any more. */
  get closed(): boolean {
    return this.#closing.aborted;
  }
}
