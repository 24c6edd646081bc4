import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { AliasRecord } from "../alias-table.ts";
import { conflict, invalidParameter, preconditionFailed, resourceNotFound } from "../errors.ts";
import { type LambdaContext, functionOperation } from "../function-operation.ts";
import type { FunctionReference } from "../function-name.ts";
import { LATEST } from "../function-record.ts";
import { wholeNumber } from "../parse.ts";
import { existing, existingVersion } from "../qualifiers.ts";
import type { FunctionStore } from "../store.ts";

const AliasName = v.pipe(v.string(), v.regex(/^(?!^[0-9]+$)[a-zA-Z0-9-_]{1,128}$/));
const Version = v.pipe(v.string(), v.regex(/^(\$LATEST|[0-9]+)$/));
const Described = v.optional(v.pipe(v.string(), v.maxLength(256)));
const Weight = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Routing = v.optional(v.object({ AdditionalVersionWeights: v.optional(v.record(Version, Weight), {}) }));

const Named = { FunctionName: v.string(), Name: AliasName };

/** Gives a version a name. */
export function createAlias({ host, store }: LambdaContext): Operation {
  const schema = v.object({ ...Named, FunctionVersion: Version, Description: Described, RoutingConfig: Routing });
  return functionOperation("CreateAlias", schema, (input, reference) =>
    host.state.write(() => {
      const { account, region, name } = reference;
      const weights = input.RoutingConfig?.AdditionalVersionWeights ?? {};
      checkVersions(store, reference, input.FunctionVersion, weights);
      if (store.aliases.find(reference, input.Name) !== undefined) {
        throw conflict(`Alias already exists: ${reference.arn}:${input.Name}`);
      }
      const alias: AliasRecord = {
        account,
        region,
        name,
        alias: input.Name,
        version: input.FunctionVersion,
        description: input.Description ?? "",
        weights,
        revisionId: randomUUID(),
        policy: [],
        eventConfig: undefined,
      };
      store.aliases.save(alias);
      return toOutput(reference, alias);
    }),
  );
}

/** Has an alias name another version; what the input leaves out stays. Events that wait run the new version. */
export function updateAlias({ host, store }: LambdaContext): Operation {
  const schema = v.object({
    ...Named,
    FunctionVersion: v.optional(Version),
    Description: Described,
    RoutingConfig: Routing,
    RevisionId: v.optional(v.string()),
  });
  return functionOperation("UpdateAlias", schema, (input, reference) =>
    host.state.write(() => {
      existing(store, reference);
      const before = store.aliases.find(reference, input.Name);
      if (before === undefined) throw resourceNotFound(`Alias not found: ${reference.arn}:${input.Name}`);
      if (input.RevisionId !== undefined && input.RevisionId !== before.revisionId) throw preconditionFailed();
      const version = input.FunctionVersion ?? before.version;
      const weights = input.RoutingConfig === undefined ? before.weights : input.RoutingConfig.AdditionalVersionWeights;
      checkVersions(store, reference, version, weights);
      const description = input.Description ?? before.description;
      const alias = { ...before, version, weights, description, revisionId: randomUUID() };
      store.aliases.save(alias);
      return toOutput(reference, alias);
    }),
  );
}

/** Answers an alias. */
export function getAlias({ host, store }: LambdaContext): Operation {
  return functionOperation("GetAlias", v.object(Named), (input, reference) =>
    host.state.read(() => {
      existing(store, reference);
      const alias = store.aliases.find(reference, input.Name);
      if (alias === undefined) throw resourceNotFound(`Cannot find alias arn: ${reference.arn}:${input.Name}`);
      return toOutput(reference, alias);
    }),
  );
}

/** Answers the aliases of a function, or of one of its versions, by name. */
export function listAliases({ host, store }: LambdaContext): Operation {
  const schema = v.object({
    FunctionName: v.string(),
    FunctionVersion: v.optional(Version),
    MaxItems: v.optional(wholeNumber(1, 10_000), 50),
    Marker: v.optional(v.string(), ""),
  });
  return functionOperation("ListAliases", schema, async (input, reference) => {
    const all = await host.state.read(() => {
      existing(store, reference);
      return store.aliases.list(reference);
    });
    const after = Buffer.from(input.Marker, "base64url").toString("utf8");
    const rest = all.filter(
      ({ alias, version }) => alias > after && [undefined, version].includes(input.FunctionVersion),
    );
    const page = rest.slice(0, Math.min(input.MaxItems, 50));
    const last = page.at(-1);
    return {
      Aliases: page.map((alias) => toOutput(reference, alias)),
      ...(last === undefined || page.length === rest.length
        ? {}
        : { NextMarker: Buffer.from(last.alias).toString("base64url") }),
    };
  });
}

/** Removes an alias with its URL; one that is not there is fine, as on AWS. */
export function deleteAlias({ host, store }: LambdaContext): Operation {
  return functionOperation("DeleteAlias", v.object(Named), async (input, reference) => {
    await host.state.write(() => {
      existing(store, reference);
      store.aliases.remove(reference, input.Name);
      const url = store.urls.find(reference, input.Name);
      if (url !== undefined) store.urls.remove(url.id);
    });
  });
}

function checkVersions(
  store: FunctionStore,
  reference: FunctionReference,
  version: string,
  weights: Readonly<Record<string, number>>,
): void {
  const latest = existing(store, reference);
  existingVersion(store, latest, version);
  const others = Object.keys(weights);
  if (others.length > 1) throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  for (const other of others) {
    if (other === version) {
      throw invalidParameter(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      );
    }
    if (version === LATEST || other === LATEST) {
      throw invalidParameter("$LATEST is not supported for an alias pointing to more than 1 version");
    }
    existingVersion(store, latest, other);
  }
}

function toOutput({ arn }: FunctionReference, record: AliasRecord): Record<string, unknown> {
  const { alias, version, description, weights, revisionId } = record;
  return {
    AliasArn: `${arn}:${alias}`,
    Name: alias,
    FunctionVersion: version,
    Description: description,
    RevisionId: revisionId,
    ...(Object.keys(weights).length === 0 ? {} : { RoutingConfig: { AdditionalVersionWeights: weights } }),
  };
}
