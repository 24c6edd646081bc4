import type { Control } from "../control.ts";
import type { RequestStep } from "./step.ts";

/** Answers what is in the endpoint's own namespace. */
export function control(routes: Control): RequestStep {
  return ({ message }) => (routes.takes(message) ? routes.answer(message) : undefined);
}
