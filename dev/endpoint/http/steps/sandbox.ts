import type { ServedRequest } from "../served-request.ts";

/** As a browser says that it shows the answer as a page of its own. */
const PAGES: ReadonlySet<unknown> = new Set([undefined, "document", "iframe", "frame", "embed", "object"]);

/**
 * What is stored may be a page, and would be shown on the origin that may call everything: opened by a presigned URL it
 * could read and change whatever lies here, as no page on AWS can. With an origin of its own it still runs, and reaches
 * nothing. Browsers leave `Sec-Fetch-Dest` out over plain HTTP to names that are no loopback, and cannot sign a header
 * where they show a page. So AWS's answers differ by these two headers.
 */
export function sandbox(request: ServedRequest): void {
  const { headers } = request.target;
  if (headers.authorization !== undefined || !PAGES.has(headers["sec-fetch-dest"])) return;
  request.headers["content-security-policy"] = "sandbox allow-scripts allow-forms";
  request.headers["x-content-type-options"] = "nosniff";
}
