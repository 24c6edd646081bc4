import { ServiceError } from "../../errors.ts";
import type { FaultError, FaultErrorKind, ServiceDefinition, ServiceFaults } from "../../service-definition.ts";

/** Services without errors of their own here answer as the framework that all of them share does. */
const EVERYWHERE: ServiceFaults = {
  throttling: { code: "ThrottlingException", message: "Rate exceeded" },
  "server-error": {
    code: "InternalFailure",
    message: "The request processing has failed because of an unknown error.",
    status: 500,
  },
  unavailable: {
    code: "ServiceUnavailable",
    message: "The request has failed due to a temporary failure of the server.",
    status: 503,
  },
};

/** The error of a fault as a service sends it; undefined where it never fails so. */
export function faultError({ faults }: ServiceDefinition, kind: FaultErrorKind): ServiceError | undefined {
  const error: FaultError | undefined = faults[kind] ?? EVERYWHERE[kind];
  if (error === undefined) return undefined;
  const { code, message, status = 400, members = {} } = error;
  return new ServiceError(code, message, { status, members });
}
