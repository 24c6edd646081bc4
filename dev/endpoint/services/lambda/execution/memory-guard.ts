import { memoryOf } from "./process-info.ts";

/** How often memory is looked at, in milliseconds. */
const POLL_MS = 100;

/** Watches the memory of an environment. No resource limit of the system serves: each aborts Node far below it. */
export class MemoryGuard {
  readonly #limit: number;
  /** Largest size seen, in bytes. */
  peak = 0;
  #pid: () => number | undefined = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Calls `exceeded` once the process holds more than the limit. */
  watch(pid: () => number | undefined, exceeded: () => void): void {
    this.#pid = pid;
    this.#timer = setInterval(() => {
      this.#look();
      if (this.peak > this.#limit) exceeded();
    }, POLL_MS);
  }

  /** Stops watching, after a last look. */
  unwatch(): void {
    clearInterval(this.#timer);
    this.#look();
  }

  #look(): void {
    const pid = this.#pid();
    if (pid !== undefined) this.peak = Math.max(this.peak, memoryOf(pid));
  }
}
