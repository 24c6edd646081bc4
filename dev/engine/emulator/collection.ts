import { CreateCollectionCommand, type RekognitionClient } from "@aws-sdk/client-rekognition";
import type * as v from "valibot";
import { ClaimOutcome } from "../../rekognition/claims/claims.ts";
import { askEndpoint } from "../control-client.ts";

/** Whose collections are made, and where. */
export interface CollectionTarget {
  readonly client: RekognitionClient;
  /** URL of the client's endpoint. */
  readonly url: string;
  /** URL of the emulator that has the stack. */
  readonly emulator: string;
  /** ARN of the stack. */
  readonly stack: string;
  readonly done: (text: string) => void;
  readonly notice: (text: string) => void;
}

/**
 * Has a collection stand ready for a stack: one that an earlier stack of the emulator had made, which the emulator has
 * forgotten, is begun again; one that others made is used as it is.
 */
export async function ensureCollection(target: CollectionTarget, id: string): Promise<void> {
  const text = told(id, await claim(target, id));
  if (text !== undefined) target.notice(text);
  try {
    await target.client.send(new CreateCollectionCommand({ CollectionId: id }));
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceAlreadyExistsException") return;
    throw error;
  }
  target.done(
    `CreateCollection ${id}: by an API call, and left out of the stack, since Rekognition is not the emulator's.`,
  );
}

type Outcome = v.InferOutput<typeof ClaimOutcome>;

async function claim({ url, emulator, stack }: CollectionTarget, id: string): Promise<Outcome> {
  try {
    const path = `/collections/${encodeURIComponent(id)}/claim`;
    const body = { emulator, stack };
    return await askEndpoint(
      { endpoint: url },
      { method: "POST", path, body, otherwise: "Collections have no owner" },
      ClaimOutcome,
    );
  } catch (error) {
    // Somebody else's Rekognition: what is there is theirs.
    if (error instanceof Error && error.name === "NotOurEndpoint") return { outcome: "others" };
    throw error;
  }
}

function told(id: string, outcome: Outcome): string | undefined {
  switch (outcome.outcome) {
    case "claimed":
    case "others":
      return undefined;
    case "cleared":
      return (
        `DeleteCollection ${id}: the stack that had made it is gone, and with it the pictures of its ` +
        `${outcome.faces} ${outcome.faces === 1 ? "face" : "faces"}.`
      );
    case "kept":
      return (
        `The stack that had used the collection ${id} is gone; its faces stay, since Rekognition is in mode ` +
        `${outcome.mode}, and nothing upstream is deleted from here. To delete this developer's collections there: ` +
        `npx doppelface recordings destroy-remote --prefix ${outcome.prefix}`
      );
  }
}
