import type { OperationCall } from "../operation-call.ts";
import { operationOf } from "./operation-of.ts";

/** Does what is asked. */
export async function run(called: OperationCall): Promise<void> {
  called.output = await operationOf(called).run(called.parsed, called.call);
}
