/* An endpoint in a process of its own, which a test can kill. Tells its URL to the parent. */
import { startTestEndpoint } from "../../../support/endpoint.ts";

const endpoint = await startTestEndpoint({ state: { folder: process.argv[2] } });
process.send?.(endpoint.url);
