import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { conflict, invalidParameter } from "../errors.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import type { FunctionReference } from "../function-name.ts";
import { LATEST, foldersOf } from "../function-record.ts";
import { existing, isAlias } from "../qualifiers.ts";

/** Removes a function with its versions and aliases, or one version; what runs ends with its invocation. */
export function deleteFunction(context: LambdaContext): Operation {
  const { host, store, code, pools } = context;
  return functionOperation("DeleteFunction", v.object(FunctionNameInput), async (_input, reference) => {
    const { qualifier } = reference;
    if (qualifier !== undefined) return deleteVersion(context, reference, qualifier);
    const versions = await host.state.write(() => {
      const all = [existing(store, reference), ...store.versions(reference)];
      store.remove(reference);
      return all;
    });
    for (const gone of versions) {
      pools.removed(gone.arn);
      for (const folder of foldersOf(gone)) void code.release(folder);
    }
  });
}

/** A version that is not there is fine, as on AWS. */
async function deleteVersion(
  { host, store, code, pools }: LambdaContext,
  reference: FunctionReference,
  version: string,
): Promise<void> {
  if (version === LATEST) throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  if (isAlias(version)) throw invalidParameter("Deletion of aliases is not currently supported.");
  const gone = await host.state.write(() => {
    existing(store, reference);
    const aliases = store.aliases
      .list(reference)
      .filter((alias) => alias.version === version || Object.hasOwn(alias.weights, version));
    if (aliases.length > 0) {
      const names = aliases.map(({ alias }) => alias).join(", ");
      throw conflict(`Unable to delete version because the following aliases reference it: [${names}]`);
    }
    const record = store.findVersion(reference, version);
    store.removeVersion(reference, version);
    return record;
  });
  pools.removed(`${reference.arn}:${version}`);
  for (const folder of gone === undefined ? [] : foldersOf(gone)) void code.release(folder);
}
