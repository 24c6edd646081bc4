import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PACKAGE } from "../config/project.ts";
import type { ServiceName } from "../endpoint/service.ts";
import { servedOperations } from "../gaps/served-operations.ts";
import { OPERATIONS } from "../rekognition/service-model.ts";
import { BOTOCORE, fetchBotocore } from "./botocore.ts";
import { reduceModel } from "./reduce.ts";

/** Folders of botocore that have another name than the signature. */
const FOLDERS: Partial<Record<ServiceName, string>> = { monitoring: "cloudwatch" };

// Run after a change to a service's operations, or to the version in botocore.ts: npm run shapes
const model = fetchBotocore();
for (const [service, served] of await servedOperations()) {
  const file = join(PACKAGE, "dev/endpoint/model/data", `${service}.json`);
  const operations = service === "rekognition" ? OPERATIONS : served;
  await writeFile(file, reduceModel(service, BOTOCORE, model(FOLDERS[service] ?? service), operations));
}
