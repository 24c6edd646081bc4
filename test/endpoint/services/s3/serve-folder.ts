import { S3_SERVICE } from "../../../../dev/endpoint/services/s3/definition.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

/** Serves the folder that it is given, until it is killed; says where in one message. */
const folder = process.argv[2];
if (folder === undefined) throw new Error("Usage: serve-folder.ts FOLDER");
const { url } = await startTestEndpoint({ state: { folder }, services: [S3_SERVICE] });
process.send?.(url);
