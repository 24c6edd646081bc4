import { header } from "../wire/param.ts";
import type { Route } from "../wire/route.ts";
import type { Setting } from "./setting.ts";
import { SETTINGS } from "./table.ts";

/** How the operations of the settings look on the wire: `?<name>` on the bucket. */
export const SETTING_ROUTES: readonly Route[] = SETTINGS.flatMap((setting) => [
  ...putRoute(setting),
  getRoute(setting),
  ...removeRoute(setting),
]);

function putRoute({ name, put, member, document, headers = {}, putStatus = 200 }: Setting): Route[] {
  if (put === undefined) return [];
  const params = Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name, header(text, "boolean")] as const),
  );
  return [
    {
      operation: put.operation,
      method: "PUT",
      level: "bucket",
      subresource: name,
      input: { params, ...(document === undefined ? { text: member } : { document: { ...document, member } }) },
      output: { status: putStatus },
    },
  ];
}

function getRoute({ name, get, member, document, wrapped }: Setting): Route {
  return {
    operation: get.operation,
    method: "GET",
    level: "bucket",
    subresource: name,
    output:
      document === undefined
        ? { body: { member, type: "application/json" } }
        : { document: wrapped ? { ...document, member } : document },
  };
}

function removeRoute({ name, remove }: Setting): Route[] {
  if (remove === undefined) return [];
  return [
    { operation: remove.operation, method: "DELETE", level: "bucket", subresource: name, output: { status: 204 } },
  ];
}
