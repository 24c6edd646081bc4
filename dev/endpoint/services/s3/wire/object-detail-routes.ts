import { ACCESS_CONTROL_POLICY, OBJECT_ATTRIBUTES, TAGGING } from "./documents.ts";
import { header } from "./param.ts";
import { VERSION_INPUT, VERSION_OUTPUT } from "./object-params.ts";
import type { Route } from "./route.ts";

/** How the operations on what is kept beside an object's bytes look on the wire. */
export const OBJECT_DETAIL_ROUTES: readonly Route[] = [
  {
    operation: "GetObjectAcl",
    method: "GET",
    level: "object",
    subresource: "acl",
    input: { params: VERSION_INPUT },
    output: { document: { root: "AccessControlPolicy", shape: ACCESS_CONTROL_POLICY } },
  },
  {
    operation: "GetObjectAttributes",
    method: "GET",
    level: "object",
    subresource: "attributes",
    input: {
      params: {
        ...VERSION_INPUT,
        ObjectAttributes: header("x-amz-object-attributes"),
        MaxParts: header("x-amz-max-parts", "integer"),
        PartNumberMarker: header("x-amz-part-number-marker", "integer"),
      },
    },
    output: {
      params: { ...VERSION_OUTPUT, LastModified: header("last-modified") },
      document: { root: "GetObjectAttributesResponse", shape: OBJECT_ATTRIBUTES },
    },
  },
  {
    operation: "PutObjectTagging",
    method: "PUT",
    level: "object",
    subresource: "tagging",
    input: { params: VERSION_INPUT, document: { root: "Tagging", shape: TAGGING, member: "Tagging" } },
    output: { params: VERSION_OUTPUT },
  },
  {
    operation: "GetObjectTagging",
    method: "GET",
    level: "object",
    subresource: "tagging",
    input: { params: VERSION_INPUT },
    output: { params: VERSION_OUTPUT, document: { root: "Tagging", shape: TAGGING } },
  },
  {
    operation: "DeleteObjectTagging",
    method: "DELETE",
    level: "object",
    subresource: "tagging",
    input: { params: VERSION_INPUT },
    output: { status: 204, params: VERSION_OUTPUT },
  },
];
