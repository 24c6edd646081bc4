import type { Operation } from "../../service.ts";
import type { OperationCall } from "../operation-call.ts";

/** The operation of a call, in the table of its service. Throws where nobody looked whether it is there. */
export function operationOf({ served, operation }: OperationCall): Operation {
  const found = served.service.operations[operation];
  if (found === undefined) throw new Error(`${served.definition.name} has no operation ${operation}`);
  return found;
}
