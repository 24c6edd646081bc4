import { crc32 } from "node:zlib";
import { jsonService } from "../protocol/json.ts";
import type { Host, Service } from "../service.ts";
import { createContext } from "./context.ts";
import { errorBody } from "./errors.ts";
import { createTable } from "./operations/create-table.ts";
import { describeTable } from "./operations/describe-table.ts";
import { getItem } from "./operations/get-item.ts";
import { putItem } from "./operations/put-item.ts";
import { query } from "./operations/query.ts";
import { scan } from "./operations/scan.ts";
import { SCHEMA } from "./tables/schema.ts";

/** DynamoDB on the state file, awsJson 1.0. */
export function createDynamodbService(host: Host): Service {
  host.state.define(SCHEMA);
  const dynamodb = createContext(host);
  const service = jsonService({
    name: "dynamodb",
    targetPrefix: "DynamoDB_20120810",
    version: "1.0",
    bodyLimit: 16 * 1024 * 1024,
    operations: {
      CreateTable: createTable(dynamodb),
      DescribeTable: describeTable(dynamodb),
      GetItem: getItem(dynamodb),
      PutItem: putItem(dynamodb),
      Query: query(dynamodb),
      Scan: scan(dynamodb),
    },
    errorBody,
    // The SDKs compare it where it is present.
    headers: (body) => ({ "x-amz-crc32": String(crc32(body)) }),
  });
  return {
    ...service,
    async start() {
      dynamodb.jobs.wake();
    },
    stop: () => dynamodb.jobs.stop(),
  };
}
