import { MULTIPART_ROUTES } from "./multipart/routes.ts";
import { OBJECT_DETAIL_ROUTES } from "./wire/object-detail-routes.ts";
import { SETTING_ROUTES } from "./settings/routes.ts";
import { text } from "./shape.ts";
import {
  ACCESS_CONTROL_POLICY,
  COPY_RESULT,
  CREATE_BUCKET_CONFIGURATION,
  DELETE,
  DELETE_RESULT,
  LIST_BUCKETS_RESULT,
  LIST_V1_RESULT,
  LIST_V2_RESULT,
  LIST_VERSIONS_RESULT,
} from "./wire/documents.ts";
import {
  BYPASS_PARAMS,
  COPY_PARAMS,
  DESCRIPTION_PARAMS,
  LISTING_PARAMS,
  PUT_PARAMS,
  READ_PARAMS,
  REMOVED_PARAMS,
  WRITTEN_PARAMS,
} from "./wire/object-params.ts";
import { header, query } from "./wire/param.ts";
import { readUpload } from "./wire/read-upload.ts";
import type { Route } from "./wire/route.ts";

/** How every operation looks on the wire; a route with a header stands before the one without. */
export const ROUTES: readonly Route[] = [
  ...SETTING_ROUTES,
  ...MULTIPART_ROUTES,
  ...OBJECT_DETAIL_ROUTES,
  {
    operation: "ListBuckets",
    method: "GET",
    level: "service",
    input: {
      params: {
        MaxBuckets: query("max-buckets", "integer"),
        ContinuationToken: query("continuation-token"),
        Prefix: query("prefix"),
        BucketRegion: query("bucket-region"),
      },
    },
    output: { document: { root: "ListAllMyBucketsResult", shape: LIST_BUCKETS_RESULT } },
  },
  {
    operation: "CreateBucket",
    method: "PUT",
    level: "bucket",
    input: {
      params: {
        ACL: header("x-amz-acl"),
        ObjectLockEnabledForBucket: header("x-amz-bucket-object-lock-enabled", "boolean"),
        ObjectOwnership: header("x-amz-object-ownership"),
      },
      document: {
        root: "CreateBucketConfiguration",
        shape: CREATE_BUCKET_CONFIGURATION,
        member: "CreateBucketConfiguration",
        optional: true,
      },
    },
    output: { params: { Location: header("location") } },
  },
  {
    operation: "HeadBucket",
    method: "HEAD",
    level: "bucket",
    output: {
      params: {
        BucketRegion: header("x-amz-bucket-region"),
        BucketArn: header("x-amz-bucket-arn"),
        AccessPointAlias: header("x-amz-access-point-alias", "boolean"),
      },
    },
  },
  { operation: "DeleteBucket", method: "DELETE", level: "bucket", output: { status: 204 } },
  {
    operation: "GetBucketLocation",
    method: "GET",
    level: "bucket",
    subresource: "location",
    output: { document: { root: "LocationConstraint", shape: text, member: "LocationConstraint" } },
  },
  {
    operation: "GetBucketAcl",
    method: "GET",
    level: "bucket",
    subresource: "acl",
    output: { document: { root: "AccessControlPolicy", shape: ACCESS_CONTROL_POLICY } },
  },
  {
    operation: "ListObjectsV2",
    method: "GET",
    level: "bucket",
    subresource: "list-type",
    input: {
      params: {
        ...LISTING_PARAMS,
        ContinuationToken: query("continuation-token"),
        StartAfter: query("start-after"),
        FetchOwner: query("fetch-owner", "boolean"),
      },
    },
    output: {
      params: { BucketRegion: header("x-amz-bucket-region") },
      document: { root: "ListBucketResult", shape: LIST_V2_RESULT },
    },
  },
  {
    operation: "ListObjectVersions",
    method: "GET",
    level: "bucket",
    subresource: "versions",
    input: {
      params: { ...LISTING_PARAMS, KeyMarker: query("key-marker"), VersionIdMarker: query("version-id-marker") },
    },
    output: { document: { root: "ListVersionsResult", shape: LIST_VERSIONS_RESULT } },
  },
  {
    operation: "ListObjects",
    method: "GET",
    level: "bucket",
    input: { params: { ...LISTING_PARAMS, Marker: query("marker") } },
    output: { document: { root: "ListBucketResult", shape: LIST_V1_RESULT } },
  },
  {
    operation: "DeleteObjects",
    method: "POST",
    level: "bucket",
    subresource: "delete",
    input: { params: BYPASS_PARAMS, document: { root: "Delete", shape: DELETE, member: "Delete" } },
    output: { document: { root: "DeleteResult", shape: DELETE_RESULT } },
  },
  {
    operation: "CopyObject",
    method: "PUT",
    level: "object",
    header: "x-amz-copy-source",
    input: { params: COPY_PARAMS },
    output: {
      params: WRITTEN_PARAMS,
      document: { root: "CopyObjectResult", shape: COPY_RESULT, member: "CopyObjectResult" },
    },
  },
  {
    operation: "PutObject",
    method: "PUT",
    level: "object",
    input: { params: PUT_PARAMS, more: readUpload },
    output: { params: WRITTEN_PARAMS },
  },
  {
    operation: "GetObject",
    method: "GET",
    level: "object",
    input: { params: READ_PARAMS },
    output: { params: DESCRIPTION_PARAMS, body: { member: "Body" } },
  },
  {
    operation: "HeadObject",
    method: "HEAD",
    level: "object",
    input: { params: READ_PARAMS },
    output: { params: DESCRIPTION_PARAMS, body: { member: "Body" } },
  },
  {
    operation: "DeleteObject",
    method: "DELETE",
    level: "object",
    input: { params: { ...BYPASS_PARAMS, VersionId: query("versionId"), IfMatch: header("if-match") } },
    output: { status: 204, params: REMOVED_PARAMS },
  },
];
