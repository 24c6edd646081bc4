/** A time limit that stands still while it is suspended. */
export class PhaseTimer {
  readonly #over: () => void;
  #leftMs = 0;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #suspended = false;

  /** @param over called when the time is up */
  constructor(over: () => void) {
    this.#over = over;
  }

  /** Starts it, with all of its time. */
  start(limitMs: number): void {
    this.stop();
    this.#leftMs = limitMs;
    this.#running = true;
    this.#go();
  }

  /** Ends it. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running = false;
  }

  /** Lets it stand still, or go on; what is started meanwhile stands still too. */
  suspend(suspended: boolean): void {
    if (suspended === this.#suspended) return;
    this.#suspended = suspended;
    if (!this.#running) return;
    if (suspended) {
      clearTimeout(this.#timer);
      this.#leftMs -= performance.now() - this.#startedAt;
    } else this.#go();
  }

  #go(): void {
    if (this.#suspended) return;
    this.#startedAt = performance.now();
    this.#timer = setTimeout(this.#over, Math.max(0, this.#leftMs));
  }
}
