import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { conflict, invalidParameter } from "../errors.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import type { FunctionReference } from "../function-name.ts";
import { LATEST } from "../function-record.ts";
import { existing, isAlias } from "../qualifiers.ts";

const MOST_VERSIONS = 100_000;

/** Removes a function with its versions and aliases, or one version; what runs ends with its invocation. */
export function deleteFunction(context: LambdaContext): Operation {
  const { host, store, pools } = context;
  return functionOperation("DeleteFunction", v.object(FunctionNameInput), async (_input, reference) => {
    const { qualifier, arn } = reference;
    if (qualifier !== undefined) return deleteVersion(context, reference, qualifier);
    const versions = await host.state.write(() => {
      existing(store, reference);
      const all = store.versions(reference, 0, MOST_VERSIONS);
      store.remove(reference);
      return all;
    });
    for (const gone of [arn, ...versions.map((version) => version.arn)]) pools.removed(gone);
  });
}

/** A version that is not there is fine, as on AWS. */
async function deleteVersion(
  { host, store, pools }: LambdaContext,
  reference: FunctionReference,
  version: string,
): Promise<void> {
  if (version === LATEST) {
    throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  }
  if (isAlias(version)) throw invalidParameter("Deletion of aliases is not currently supported.");
  await host.state.write(() => {
    existing(store, reference);
    const aliases = store.aliases
      .list(reference)
      .filter((alias) => alias.version === version || Object.hasOwn(alias.weights, version));
    if (aliases.length > 0) {
      const names = aliases.map(({ alias }) => alias).join(", ");
      throw conflict(`Unable to delete version because the following aliases reference it: [${names}]`);
    }
    store.removeVersion(reference, version);
  });
  pools.removed(`${reference.arn}:${version}`);
}
