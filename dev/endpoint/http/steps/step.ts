import type { HttpResponse } from "../../service.ts";
import type { OperationCall } from "../operation-call.ts";
import type { ServedRequest } from "../served-request.ts";

/** A step of a request. Answers it, or throws the ServiceError that it is refused with; otherwise the next step follows. */
export type RequestStep = (request: ServedRequest) => Promise<HttpResponse | void> | HttpResponse | void;

/** A step of an operation, which answers nothing by itself. */
export type OperationStep = (call: OperationCall) => Promise<void> | void;
