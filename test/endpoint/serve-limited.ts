import { openSync } from "node:fs";
import { S3_SERVICE } from "../../dev/endpoint/services/s3/definition.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

/* Serves S3 from the folder that it is given, under the limits of whoever starts it, until it is killed; says where in one message. */
const folder = process.argv[2];
if (folder === undefined) throw new Error("Usage: serve-limited.ts FOLDER");
const { url, bus } = await startTestEndpoint({ state: { folder }, services: [S3_SERVICE] });
bus.on("notice", ({ message }) => process.send?.({ notice: message }));
process.on("message", () => {
  try {
    for (;;) openSync("/dev/null", "r");
  } catch (error) {
    process.send?.({ exhausted: (error as NodeJS.ErrnoException).code });
  }
});
process.send?.({ url });
