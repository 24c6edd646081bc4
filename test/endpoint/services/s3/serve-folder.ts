import { createS3Service } from "../../../../dev/endpoint/services/s3/index.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

/** Serves the folder that it is given, until it is killed; says where in one message. */
const folder = process.argv[2];
if (folder === undefined) throw new Error("Usage: serve-folder.ts FOLDER");
const { url } = await startTestEndpoint({ state: { folder }, services: [createS3Service] });
process.send?.(url);
