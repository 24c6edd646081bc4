import * as v from "valibot";
import type { Connection } from "../../pipeline/connection.ts";
import type { Upload } from "../../pipeline/upload-picture.ts";
import { Outcome } from "../../trace/outcome.ts";
import { NotOurEndpoint, askEndpoint } from "../control-client.ts";

const Answer = v.object({ outcome: v.nullable(Outcome) });

/**
 * What an upload has come to until now, by the last trace that is about it.
 * @returns undefined where there is no such trace, `unseen` where the engine shows none at all
 */
export async function readOutcome(
  { endpoint, controlToken }: Partial<Connection>,
  { bucket, key, version }: Upload,
): Promise<Outcome | undefined | "unseen"> {
  if (endpoint === undefined) return "unseen";
  const query = new URLSearchParams({ bucket, key, version });
  try {
    const call = { path: `/outcome?${query.toString()}`, otherwise: "Steps cannot be seen" };
    const { outcome } = await askEndpoint({ endpoint, controlToken }, call, Answer);
    return outcome ?? undefined;
  } catch (error) {
    if (error instanceof NotOurEndpoint) return "unseen";
    throw error;
  }
}
