import type { OperationTable } from "../../service.ts";
import { createSettingOperations } from "./settings/operations.ts";
import type { S3Context } from "./context.ts";
import { abortMultipartUpload } from "./operations/abort-multipart-upload.ts";
import { completeMultipartUpload } from "./operations/complete-multipart-upload.ts";
import { copyObject } from "./operations/copy-object.ts";
import { createMultipartUpload } from "./operations/create-multipart-upload.ts";
import { deleteBucket } from "./operations/delete-bucket.ts";
import { deleteObjects } from "./operations/delete-objects.ts";
import { getBucketAcl } from "./operations/get-bucket-acl.ts";
import { getBucketLocation } from "./operations/get-bucket-location.ts";
import { headBucket } from "./operations/head-bucket.ts";
import { listBuckets } from "./operations/list-buckets.ts";
import { listMultipartUploads } from "./operations/list-multipart-uploads.ts";
import { listObjectVersions } from "./operations/list-object-versions.ts";
import { listObjects } from "./operations/list-objects.ts";
import { listParts } from "./operations/list-parts.ts";
import { createBucket } from "./operations/create-bucket.ts";
import { deleteObject } from "./operations/delete-object.ts";
import { getObject } from "./operations/get-object.ts";
import { headObject } from "./operations/head-object.ts";
import { listObjectsV2 } from "./operations/list-objects-v2.ts";
import { deleteObjectTagging } from "./operations/delete-object-tagging.ts";
import { getObjectAcl } from "./operations/get-object-acl.ts";
import { getObjectAttributes } from "./operations/get-object-attributes.ts";
import { getObjectTagging } from "./operations/get-object-tagging.ts";
import { putObjectTagging } from "./operations/put-object-tagging.ts";
import { putObject } from "./operations/put-object.ts";
import { uploadPart } from "./operations/upload-part.ts";
import { uploadPartCopy } from "./operations/upload-part-copy.ts";

/** Every operation of S3 by its name. */
export function createOperations(context: S3Context): OperationTable {
  return {
    CopyObject: copyObject(context),
    DeleteBucket: deleteBucket(context),
    DeleteObjects: deleteObjects(context),
    GetBucketAcl: getBucketAcl(context),
    GetBucketLocation: getBucketLocation(context),
    HeadBucket: headBucket(context),
    ListBuckets: listBuckets(context),
    ListObjectVersions: listObjectVersions(context),
    ListObjects: listObjects(context),
    CreateBucket: createBucket(context),
    PutObject: putObject(context, "ObjectCreated:Put"),
    // A form of a page: no operation of the SDKs, and named in no model.
    PostObject: putObject(context, "ObjectCreated:Post"),
    GetObject: getObject(context),
    HeadObject: headObject(context),
    DeleteObject: deleteObject(context),
    ListObjectsV2: listObjectsV2(context),
    GetObjectAcl: getObjectAcl(context),
    GetObjectAttributes: getObjectAttributes(context),
    PutObjectTagging: putObjectTagging(context),
    GetObjectTagging: getObjectTagging(context),
    DeleteObjectTagging: deleteObjectTagging(context),
    CreateMultipartUpload: createMultipartUpload(context),
    UploadPart: uploadPart(context),
    UploadPartCopy: uploadPartCopy(context),
    ListParts: listParts(context),
    ListMultipartUploads: listMultipartUploads(context),
    AbortMultipartUpload: abortMultipartUpload(context),
    CompleteMultipartUpload: completeMultipartUpload(context),
    ...createSettingOperations(context),
  };
}
