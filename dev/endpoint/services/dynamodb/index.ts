import { crc32 } from "node:zlib";
import { jsonService } from "../../http/protocol/json.ts";
import type { Host, Service } from "../../service.ts";
import { createContext } from "./context.ts";
import { errorBody } from "./errors.ts";
import { batchGetItem } from "./operations/batch-get-item.ts";
import { batchWriteItem } from "./operations/batch-write-item.ts";
import { describeContinuousBackups, updateContinuousBackups } from "./operations/continuous-backups.ts";
import { createTable } from "./operations/create-table.ts";
import { deleteItem } from "./operations/delete-item.ts";
import { deleteTable } from "./operations/delete-table.ts";
import { describeEndpoints } from "./operations/describe-endpoints.ts";
import { describeLimits } from "./operations/describe-limits.ts";
import { describeTable } from "./operations/describe-table.ts";
import { getItem } from "./operations/get-item.ts";
import { listTables } from "./operations/list-tables.ts";
import { putItem } from "./operations/put-item.ts";
import { query } from "./operations/query.ts";
import { scan } from "./operations/scan.ts";
import { listTagsOfResource, tagResource, untagResource } from "./operations/tags.ts";
import { describeTimeToLive, updateTimeToLive } from "./operations/time-to-live.ts";
import { transactGetItems } from "./operations/transact-get-items.ts";
import { transactWriteItems } from "./operations/transact-write-items.ts";
import { updateItem } from "./operations/update-item.ts";
import { updateTable } from "./operations/update-table.ts";
import { Expiry } from "./tables/expiry.ts";
import { SCHEMA } from "./tables/schema.ts";

/** DynamoDB on the state file, awsJson 1.0. */
export function createDynamodbService(host: Host): Service {
  host.state.define(SCHEMA);
  const dynamodb = createContext(host);
  const expiry = new Expiry(host.state, dynamodb.tables, dynamodb.items, host.bus);
  const service = jsonService({
    name: "dynamodb",
    targetPrefix: "DynamoDB_20120810",
    version: "1.0",
    bodyLimit: 16 * 1024 * 1024,
    operations: {
      BatchGetItem: batchGetItem(dynamodb),
      BatchWriteItem: batchWriteItem(dynamodb),
      CreateTable: createTable(dynamodb),
      DeleteItem: deleteItem(dynamodb),
      DeleteTable: deleteTable(dynamodb),
      DescribeContinuousBackups: describeContinuousBackups(dynamodb),
      DescribeEndpoints: describeEndpoints(dynamodb),
      DescribeLimits: describeLimits(),
      DescribeTable: describeTable(dynamodb),
      DescribeTimeToLive: describeTimeToLive(dynamodb),
      GetItem: getItem(dynamodb),
      ListTables: listTables(dynamodb),
      ListTagsOfResource: listTagsOfResource(dynamodb),
      PutItem: putItem(dynamodb),
      Query: query(dynamodb),
      Scan: scan(dynamodb),
      TagResource: tagResource(dynamodb),
      TransactGetItems: transactGetItems(dynamodb),
      TransactWriteItems: transactWriteItems(dynamodb),
      UntagResource: untagResource(dynamodb),
      UpdateContinuousBackups: updateContinuousBackups(dynamodb),
      UpdateItem: updateItem(dynamodb),
      UpdateTable: updateTable(dynamodb),
      UpdateTimeToLive: updateTimeToLive(dynamodb),
    },
    errorBody,
    // The SDKs compare it where it is present.
    headers: (body) => ({ "x-amz-crc32": String(crc32(body)) }),
  });
  return {
    ...service,
    async start() {
      dynamodb.jobs.wake();
      expiry.start();
    },
    async stop() {
      await expiry.stop();
      await dynamodb.jobs.stop();
    },
  };
}
