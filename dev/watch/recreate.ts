import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DeleteTableCommand, DynamoDBClient, waitUntilTableNotExists } from "@aws-sdk/client-dynamodb";
import { DeleteCollectionCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import * as v from "valibot";
import { type PlannedChange, executeUpdate, planUpdate } from "../app/change-set.ts";
import type { StackRequest } from "../app/stack.ts";
import type { Connection } from "../pipeline/connection.ts";

const Template = v.looseObject({
  Resources: v.record(
    v.string(),
    v.looseObject({
      Properties: v.optional(v.record(v.string(), v.unknown())),
      UpdateReplacePolicy: v.optional(v.string()),
    }),
  ),
});

/** Which property names a resource, and how one that its policy retains is deleted. */
const TYPES: Readonly<
  Record<string, { name: string; delete: (name: string, connection: Connection) => Promise<void> }>
> = {
  "AWS::DynamoDB::Table": {
    name: "TableName",
    async delete(TableName, connection) {
      const dynamodb = new DynamoDBClient(connection);
      await dynamodb.send(new DeleteTableCommand({ TableName }));
      await waitUntilTableNotExists({ client: dynamodb, maxWaitTime: 60, minDelay: 1 }, { TableName });
    },
  },
  "AWS::Rekognition::Collection": {
    name: "CollectionId",
    async delete(CollectionId, connection) {
      await new RekognitionClient(connection).send(new DeleteCollectionCommand({ CollectionId }));
    },
  },
};

/**
 * Deletes resources and recreates them, which CloudFormation refuses to do under the same name: first it replaces
 * them by ones with another name, then those by ones with the right name. Each time what was replaced goes.
 */
export async function recreate(
  cloudformation: CloudFormationClient,
  request: StackRequest,
  replaced: readonly PlannedChange[],
  connection: Connection,
): Promise<void> {
  for (const { type, physicalId } of replaced) {
    if (TYPES[type] === undefined) {
      throw new Error(`${physicalId} (${type}) cannot be recreated here. Rename it, or start with --fresh.`);
    }
  }
  if (!("body" in request.template)) throw new Error("The template is too large for this. Start with --fresh.");
  const suffix = `-${crypto.randomUUID().slice(0, 8)}`;
  const template = v.parse(Template, JSON.parse(request.template.body));
  for (const { logicalId, type, physicalId } of replaced) {
    const resource = template.Resources[logicalId];
    if (resource === undefined) continue;
    resource.UpdateReplacePolicy = "Retain";
    resource.Properties = { ...resource.Properties, [TYPES[type]?.name ?? ""]: physicalId + suffix };
  }
  await update(cloudformation, { ...request, template: { body: JSON.stringify(template) } });
  for (const { type, physicalId } of replaced) await remove(type, physicalId, connection);
  await update(cloudformation, request);
  for (const { type, physicalId } of replaced) await remove(type, physicalId + suffix, connection);
}

/** Where its policy does not retain it, CloudFormation has removed it already. */
async function remove(type: string, physicalId: string, connection: Connection): Promise<void> {
  try {
    await TYPES[type]?.delete(physicalId, connection);
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceNotFoundException")) throw error;
  }
}

async function update(cloudformation: CloudFormationClient, request: StackRequest): Promise<void> {
  const plan = await planUpdate(cloudformation, request);
  if (plan !== undefined) await executeUpdate(cloudformation, plan);
}
