import { unreadableAwsFile } from "../../config/process-environment.ts";
import { developerPrefix } from "../../engine/rekognition.ts";
import { REGION } from "../../config/settings.ts";
import { destroyRemote, remoteCollections } from "../../rekognition/recordings/destroy-remote.ts";
import { Upstream } from "../../rekognition/recordings/upstream.ts";
import { UsageError } from "../../config/command-line.ts";
import type { RecordingsVerb } from "./verb.ts";
import { agree } from "../rekognition-options.ts";

/** Deletes the collections that recordings left at the upstream: those with the developer's prefix. */
export const destroyRemoteVerb: RecordingsVerb = async ({ values, settings, output }) => {
  const { prefix = developerPrefix(), maxCalls } = settings;
  if (prefix === "") throw new UsageError("Without a prefix this would delete every collection of the account.");
  const options = { url: settings.upstream, region: REGION, prefix, maxCalls, unreadableFile: unreadableAwsFile() };
  const upstream = new Upstream(options);
  try {
    const names = await remoteCollections(upstream);
    if (names.length === 0) {
      output.result({ destroyed: [] }, [`The upstream has no collection named ${prefix}….`]);
      return 0;
    }
    // DOPPELFACE_YES is about calls: who has it set for them has not agreed to this.
    const yes = values["yes"] === true;
    await agree(options, `Its collections ${names.join(", ")} are deleted.`, yes, output);
    for (const name of names) await destroyRemote(upstream, name);
    output.result({ destroyed: names }, [
      ...names.map((name) => `deleted  ${name}`),
      "A state folder that a recording was made with still knows them: start the next one with --fresh.",
    ]);
    return 0;
  } finally {
    await upstream.close();
  }
};
