import type { Stack } from "../stack.ts";

/**
 * The names, by type, account and region, that resources are being made with. A service may take a second creation of
 * one name as the same one (a queue with the same attributes), so that of two stacks at one moment both would have it.
 */
export class NamesBeingMade {
  readonly #names = new Set<string>();

  /** Runs `make`, which looks whether the name is there and makes it; where another stack is at that, `taken` instead. */
  async alone<Result>(
    { account, region }: Pick<Stack, "account" | "region">,
    { type, name }: { readonly type: string; readonly name: string },
    make: () => Promise<Result>,
    taken: () => Promise<Result>,
  ): Promise<Result> {
    const key = JSON.stringify([account, region, type, name]);
    if (this.#names.has(key)) return taken();
    this.#names.add(key);
    try {
      return await make();
    } finally {
      this.#names.delete(key);
    }
  }
}
