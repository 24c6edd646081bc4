/** Lets everybody through, or makes them wait. */
export class Gate {
  #closed: PromiseWithResolvers<void> | undefined;

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** Who comes from now on waits. */
  close(): void {
    this.#closed ??= Promise.withResolvers<void>();
  }

  /** Who waits goes on. */
  open(): void {
    this.#closed?.resolve();
    this.#closed = undefined;
  }

  /** Resolves when it is open. */
  async opened(): Promise<void> {
    await this.#closed?.promise;
  }
}
