import type { OperationCall } from "../operation-call.ts";
import { operationOf } from "./operation-of.ts";

/** Parses the input by the operation's schema. Throws what names the member that is wrong. */
export function parse(called: OperationCall): void {
  called.parsed = operationOf(called).parse(called.input);
}
