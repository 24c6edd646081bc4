import type { Call } from "../service.ts";
import type { ServedService } from "./served-service.ts";

/** One operation on its way from its input to its output. */
export interface OperationCall {
  readonly served: ServedService;
  readonly call: Call;
  /** Its AWS name, of the service's table. */
  readonly operation: string;
  readonly input: unknown;
  /** What the step `parse` makes of the input. */
  parsed: unknown;
  /** What the step `run` comes to. */
  output: unknown;
}
