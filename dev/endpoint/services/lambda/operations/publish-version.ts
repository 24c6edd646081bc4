import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { invalidParameter, preconditionFailed } from "../errors.ts";
import { type LambdaContext, functionOperation } from "../function-operation.ts";
import { type FunctionRecord, toConfiguration } from "../function-record.ts";
import { existing } from "../qualifiers.ts";
import type { FunctionStore } from "../store.ts";

const Input = v.object({
  FunctionName: v.string(),
  CodeSha256: v.optional(v.string()),
  Description: v.optional(v.pipe(v.string(), v.maxLength(256))),
  RevisionId: v.optional(v.string()),
});

/** Makes a version of a function as it is; where nothing has changed since the last one, answers that one. */
export function publishVersion({ host, store }: LambdaContext): Operation {
  return functionOperation("PublishVersion", Input, async (input, reference) => {
    const version = await host.state.write(() => {
      const latest = existing(store, reference);
      if (input.RevisionId !== undefined && input.RevisionId !== latest.revisionId) throw preconditionFailed();
      const { sha256 } = latest.code;
      if (input.CodeSha256 !== undefined && input.CodeSha256 !== sha256 && latest.hotReload === undefined) {
        throw invalidParameter(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${sha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
      return publish(store, latest, input.Description);
    });
    return toConfiguration(version);
  });
}

/**
 * Publishes `$LATEST`, or answers the last version where that is the same. Inside `State.write`.
 * @param description of the version in place of the function's
 */
export function publish(store: FunctionStore, latest: FunctionRecord, description?: string): FunctionRecord {
  const last = latest.lastVersion === undefined ? undefined : store.findVersion(latest, String(latest.lastVersion));
  if (last !== undefined && isSame(last, latest)) return last;
  const number = (latest.lastVersion ?? 0) + 1;
  const { lastVersion: _, hotReload: _folder, ...own } = latest;
  const version: FunctionRecord = {
    ...own,
    version: String(number),
    arn: `${latest.arn}:${number}`,
    settings: { ...latest.settings, Description: description ?? latest.settings.Description },
    describedAs: latest.settings.Description,
    revisionId: randomUUID(),
    policy: [],
    eventConfig: undefined,
  };
  store.saveVersion(version);
  // On AWS too: publishing gives the function another revision.
  store.save({ ...latest, lastVersion: number, revisionId: randomUUID() });
  return version;
}

function isSame(version: FunctionRecord, latest: FunctionRecord): boolean {
  const settings = { ...version.settings, Description: version.describedAs ?? version.settings.Description };
  return version.code.folder === latest.code.folder && JSON.stringify(settings) === JSON.stringify(latest.settings);
}
