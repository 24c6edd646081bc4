import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { conflict, preconditionFailed, resourceNotFound } from "../errors.ts";
import type { LambdaContext } from "../function-operation.ts";
import type { PolicyStatement } from "../function-record.ts";
import { LayerVersionInput, type LayerVersion, layerVersionArn } from "../layers/layer-version.ts";
import { existingLayer, layerOperation } from "./layer-versions.ts";

/** Lets functions of another account, or of all, have a version of a layer. */
export function addLayerVersionPermission({ host, store }: LambdaContext): Operation {
  const schema = v.object({
    ...LayerVersionInput,
    StatementId: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9-_]{1,100}$/)),
    Action: v.literal("lambda:GetLayerVersion"),
    Principal: v.pipe(v.string(), v.regex(/^(\d{12}|\*|arn:aws[a-zA-Z-]*:iam::\d{12}:root)$/)),
    OrganizationId: v.optional(v.string()),
    RevisionId: v.optional(v.string()),
  });
  return layerOperation("AddLayerVersionPermission", schema, async (input, reference) =>
    host.state.write(() => {
      const missing = `Layer version ${reference.arn}:${input.VersionNumber} does not exist.`;
      const layer = existingLayer(store, reference, input.VersionNumber, missing);
      if (input.RevisionId !== undefined && input.RevisionId !== layer.revisionId) throw preconditionFailed();
      if (layer.policy.some(({ Sid }) => Sid === input.StatementId)) {
        throw conflict(
          `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      const statement = toStatement(layer, input);
      const changed = { ...layer, policy: [...layer.policy, statement], revisionId: randomUUID() };
      store.layers.save(changed);
      return { Statement: JSON.stringify(statement), RevisionId: changed.revisionId };
    }),
  );
}

/** Takes such a permission back; functions that have the version keep it. */
export function removeLayerVersionPermission({ host, store }: LambdaContext): Operation {
  const schema = v.object({ ...LayerVersionInput, StatementId: v.string(), RevisionId: v.optional(v.string()) });
  return layerOperation("RemoveLayerVersionPermission", schema, async (input, reference) => {
    await host.state.write(() => {
      const missing = `Layer version ${reference.arn}:${input.VersionNumber} does not exist.`;
      const layer = existingLayer(store, reference, input.VersionNumber, missing);
      if (input.RevisionId !== undefined && input.RevisionId !== layer.revisionId) throw preconditionFailed();
      const policy = layer.policy.filter(({ Sid }) => Sid !== input.StatementId);
      if (policy.length === layer.policy.length) {
        throw resourceNotFound(`Statement ${input.StatementId} is not found in resource policy.`);
      }
      store.layers.save({ ...layer, policy, revisionId: randomUUID() });
    });
  });
}

/** Answers who may have a version of a layer, as JSON text. */
export function getLayerVersionPolicy({ host, store }: LambdaContext): Operation {
  return layerOperation("GetLayerVersionPolicy", v.object(LayerVersionInput), async (input, reference) => {
    const missing = `Layer version ${reference.arn}:${input.VersionNumber} does not exist.`;
    const { policy, revisionId } = await host.state.read(() =>
      existingLayer(store, reference, input.VersionNumber, missing),
    );
    if (policy.length === 0) throw resourceNotFound("No policy is associated with the given resource.");
    return {
      Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: policy }),
      RevisionId: revisionId,
    };
  });
}

function toStatement(
  layer: LayerVersion,
  input: {
    readonly StatementId: string;
    readonly Action: string;
    readonly Principal: string;
    readonly OrganizationId?: string | undefined;
  },
): PolicyStatement {
  const { Principal: who, OrganizationId } = input;
  return {
    Sid: input.StatementId,
    Effect: "Allow",
    Principal: who === "*" ? who : { AWS: who.startsWith("arn:") ? who : `arn:aws:iam::${who}:root` },
    Action: input.Action,
    Resource: layerVersionArn(layer),
    ...(OrganizationId === undefined ? {} : { Condition: { StringEquals: { "aws:PrincipalOrgID": OrganizationId } } }),
  };
}
