import type { Host } from "../../service.ts";
import type { Control } from "../control.ts";
import type { Faults } from "../faults/faults.ts";
import type { Guard } from "../guard.ts";
import type { Router } from "../router.ts";
import { control } from "./control.ts";
import { cors } from "./cors.ts";
import { Authenticator } from "../authenticate.ts";
import { faults } from "./faults.ts";
import { front } from "./front.ts";
import { host } from "./host.ts";
import { parse } from "./parse.ts";
import { permissions } from "./permissions.ts";
import { run } from "./run.ts";
import { sandbox } from "./sandbox.ts";
import { service } from "./service.ts";
import { signature } from "./signature.ts";
import type { OperationStep, RequestStep } from "./step.ts";

/** What the steps look at besides the request. */
export interface StepParts {
  readonly router: Router;
  readonly host: Pick<Host, "authorizer" | "bus" | "credentials" | "settings">;
  readonly guard: Guard;
  readonly control: Control;
  readonly faults: Faults;
}

/**
 * What happens to a request, in this order. A step that answers, or throws, is the last one; after the last of all the
 * output is answered in the service's wire form.
 */
export function requestSteps(parts: StepParts): readonly RequestStep[] {
  const { bus, credentials, settings } = parts.host;
  const authenticator = new Authenticator(
    credentials,
    settings.foreignKeys === true ? undefined : bus,
    settings.strict,
  );
  return [
    control(parts.control),
    host(parts.guard),
    sandbox,
    front(parts.router, authenticator),
    cors,
    signature(parts.router, authenticator),
    service,
    faults(parts.faults),
    ...operationSteps(parts.host),
  ];
}

/** What happens to an operation, whether it came from the socket or from another service. */
export function operationSteps({
  authorizer,
  settings,
}: Pick<Host, "authorizer" | "settings">): readonly OperationStep[] {
  return [parse, permissions(authorizer, settings.iam), run];
}
