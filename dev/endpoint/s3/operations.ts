import type { OperationTable } from "../service.ts";
import type { S3Context } from "./context.ts";
import { createBucket } from "./operations/create-bucket.ts";
import { deleteObject } from "./operations/delete-object.ts";
import { getObject } from "./operations/get-object.ts";
import { headObject } from "./operations/head-object.ts";
import { listObjectsV2 } from "./operations/list-objects-v2.ts";
import { putObject } from "./operations/put-object.ts";

/** Every operation of S3 by its name. */
export function createOperations(context: S3Context): OperationTable {
  return {
    CreateBucket: createBucket(context),
    PutObject: putObject(context),
    GetObject: getObject(context),
    HeadObject: headObject(context),
    DeleteObject: deleteObject(context),
    ListObjectsV2: listObjectsV2(context),
  };
}
