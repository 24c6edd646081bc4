import { runsInCi } from "../../config/process-environment.ts";
import { expiryOf, readSet } from "../../rekognition/recordings/set-file.ts";
import { verifySet } from "../../rekognition/recordings/verify-set.ts";
import { UsageError } from "../../config/command-line.ts";
import type { RecordingsVerb } from "./verb.ts";

/** Exit code 1 where a file of the set is not as it must be, or, in CI, where the set has expired. */
export const verify: RecordingsVerb = async ({ output }, { name, folder }) => {
  const { files, problems } = await verifySet(folder);
  if (files === 0) throw new UsageError(`There are no recordings in ${folder}.`);
  const expired = expiryOf(readSet(folder), name, new Date());
  const bad = problems.length > 0 || (expired !== undefined && runsInCi());
  const { style } = output;
  output.result({ set: name, files, problems, expired: expired ?? null }, [
    ...problems.map(({ file, problem }) => `${style.red("wrong")}  ${file}: ${problem}`),
    ...(expired === undefined ? [] : [`${style.yellow("old")}    ${expired}`]),
    bad ? `${problems.length} problems in ${files} recordings` : `${style.green("ok")}  ${files} recordings`,
  ]);
  return bad ? 1 : 0;
};
