import * as v from "valibot";
import type { State } from "../../endpoint/state/state.ts";
import type { Owner } from "../collections/collection-store.ts";
import type { CollectionKeeper } from "../modes/rekognition-mode.ts";

/** A stack of an AWS emulator, which may forget it. */
export const Claimant = v.object({
  /** URL of the emulator. */
  emulator: v.pipe(v.string(), v.nonEmpty()),
  /** ARN of the stack: a stack that is recreated has another. */
  stack: v.pipe(v.string(), v.nonEmpty()),
});

/** What a claim came to. */
export const ClaimOutcome = v.variant("outcome", [
  /** The stack's own: from now on, or since earlier. */
  v.object({ outcome: v.literal("claimed") }),
  /** Made by somebody else, and left alone. */
  v.object({ outcome: v.literal("others") }),
  /** It was another stack's of that emulator, which is gone. The collection was deleted, and is to be created again. */
  v.object({ outcome: v.literal("cleared"), faces: v.number() }),
  /** The same, but an upstream has the collection, where nothing is deleted. */
  v.object({ outcome: v.literal("kept"), mode: v.string(), prefix: v.string() }),
]);

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rekognition_claim(
    account TEXT NOT NULL, region TEXT NOT NULL, collection TEXT NOT NULL, emulator TEXT NOT NULL, stack TEXT NOT NULL,
    PRIMARY KEY(account, region, collection)) STRICT, WITHOUT ROWID;`;

/**
 * Which collections stand here for a stack of another emulator, whose CloudFormation has no such resource. An emulator
 * that forgets its stack at a restart leaves the faces of its pictures behind: the next stack's claim clears them.
 */
export class Claims {
  readonly #state: State;
  readonly #keeper: CollectionKeeper;
  /** The claim before: what one finds is what the other has left. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(state: State, keeper: CollectionKeeper) {
    state.define(SCHEMA);
    this.#state = state;
    this.#keeper = keeper;
  }

  /** Makes a collection a stack's. It need not be there yet. One claim after the other. */
  claim(
    owner: Owner,
    collection: string,
    claimant: v.InferOutput<typeof Claimant>,
  ): Promise<v.InferOutput<typeof ClaimOutcome>> {
    const claim = this.#last.then(() => this.#claim(owner, collection, claimant));
    this.#last = claim.catch(() => undefined);
    return claim;
  }

  async #claim(
    owner: Owner,
    collection: string,
    claimant: v.InferOutput<typeof Claimant>,
  ): Promise<v.InferOutput<typeof ClaimOutcome>> {
    const holder = await this.#state.read(() => this.#holder(owner, collection));
    const own = "faces" in this.#keeper ? this.#keeper : undefined;
    const faces = await own?.faces(owner, collection);
    if (holder === undefined && faces !== undefined) return { outcome: "others" };
    // Of another emulator it is not known whether its stack is there.
    if (holder !== undefined && holder.emulator !== claimant.emulator) return { outcome: "others" };
    const isFirst = holder === undefined || holder.stack === claimant.stack;
    if (!isFirst && faces !== undefined) await own?.discard(owner, collection);
    await this.#state.write(() =>
      this.#state
        .sql("INSERT OR REPLACE INTO rekognition_claim VALUES (?, ?, ?, ?, ?)")
        .run(owner.account, owner.region, collection, claimant.emulator, claimant.stack),
    );
    if (isFirst) return { outcome: "claimed" };
    if ("prefix" in this.#keeper) return { outcome: "kept", ...this.#keeper };
    return faces === undefined ? { outcome: "claimed" } : { outcome: "cleared", faces };
  }

  /** Forgets whose a collection was: it was deleted, and whoever creates one of that name again may be another. */
  async release(owner: Owner, collection: string): Promise<void> {
    await this.#state.write(() =>
      this.#state
        .sql("DELETE FROM rekognition_claim WHERE account = ? AND region = ? AND collection = ?")
        .run(owner.account, owner.region, collection),
    );
  }

  #holder(owner: Owner, collection: string): v.InferOutput<typeof Claimant> | undefined {
    const row = this.#state
      .sql("SELECT emulator, stack FROM rekognition_claim WHERE account = ? AND region = ? AND collection = ?")
      .get(owner.account, owner.region, collection);
    return row === undefined ? undefined : { emulator: String(row["emulator"]), stack: String(row["stack"]) };
  }
}
