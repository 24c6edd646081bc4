import { TAGGING } from "./documents.ts";
import { VERSION_INPUT, VERSION_OUTPUT } from "./object-params.ts";
import type { Route } from "./route.ts";

/** How the operations on what is kept beside an object's bytes look on the wire. */
export const OBJECT_DETAIL_ROUTES: readonly Route[] = [
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
