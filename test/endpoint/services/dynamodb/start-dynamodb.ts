import { type CreateTableCommandInput, DynamoDB, DynamoDBServiceException } from "@aws-sdk/client-dynamodb";
import { DYNAMODB_SERVICE } from "../../../../dev/endpoint/services/dynamodb/definition.ts";
import type { Endpoint } from "../../../../dev/endpoint/endpoint.ts";
import { clientConfig, startTestEndpoint } from "../../../support/endpoint.ts";

/** An endpoint and a client of its DynamoDB. */
export interface StartedDynamodb {
  readonly endpoint: Endpoint;
  readonly dynamodb: DynamoDB;
  /** A client of another region or account. */
  clientOf(place: { region?: string; account?: string }): DynamoDB;
  stop(): Promise<void>;
}

/** Starts an endpoint; without a folder its state is gone afterwards. */
export async function startDynamodb(folder?: string): Promise<StartedDynamodb> {
  const endpoint = await startTestEndpoint({ state: { folder }, services: [DYNAMODB_SERVICE] });
  const clients = [new DynamoDB(endpoint.client)];
  return {
    endpoint,
    dynamodb: clients[0] as DynamoDB,
    clientOf({ region = "us-east-1", account = "test" }) {
      const client = new DynamoDB({ ...clientConfig(endpoint.url, account), region });
      clients.push(client);
      return client;
    },
    async stop() {
      for (const client of clients) client.destroy();
      await endpoint.stop();
    },
  };
}

/** An on-demand table with the partition key `pk`, or that and the sort key `sk`. */
export function tableOf(
  name: string,
  keys: "pk" | "pk,sk" = "pk",
  more: Partial<CreateTableCommandInput> & { sortType?: "S" | "N" | "B" } = {},
): CreateTableCommandInput {
  const { sortType = "S", AttributeDefinitions: definitions = [], ...rest } = more;
  const withSort = keys === "pk,sk";
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      ...(withSort ? [{ AttributeName: "sk", AttributeType: sortType }] : []),
      ...definitions,
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      ...(withSort ? [{ AttributeName: "sk", KeyType: "RANGE" as const }] : []),
    ],
    ...rest,
  };
}

/** Name and message of the error that a call must end with. */
export async function errorOf(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof DynamoDBServiceException) return { name: error.name, message: error.message };
    throw error;
  }
  throw new Error("The call succeeded where it had to fail");
}
