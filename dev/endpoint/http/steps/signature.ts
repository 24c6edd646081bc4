import { ServiceError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import type { Authenticator } from "../authenticate.ts";
import { readSignature } from "../protocol/read-signature.ts";
import type { Router } from "../router.ts";
import type { RequestStep } from "./step.ts";

/**
 * Finds out who calls, checks the signature, and takes the framing off the body. Throws
 * `MissingAuthenticationTokenException` (403), `UnknownService`, or what is wrong with the signature.
 */
export function signature(router: Router, authenticator: Authenticator): RequestStep {
  return async (request) => {
    const { message, target, requestId } = request;
    const { service, definition } = request.served;
    const found = readSignature(target, definition.signing ?? "v4") ?? (await service.olderSignature?.(target));
    const form = found === undefined ? await service.form?.(target, message) : undefined;
    if (form !== undefined) request.drain = () => form.drain();
    const signed = found ?? form?.signature;
    if (signed === undefined) throw unsigned();
    if ("service" in signed && router.find(signed.service) === undefined) throw unknownService(signed.service);
    const { caller, body, trailers } = await authenticator.authenticate(target, signed, form?.file ?? message);
    const traceId = traceRoot(target.headers["x-amzn-trace-id"]);
    const traceHeader = target.headers["x-amzn-trace-id"];
    const call: Call = {
      requestId,
      region: signed.region,
      caller,
      ...(traceId === undefined ? {} : { traceId }),
      ...(typeof traceHeader === "string" ? { traceHeader } : {}),
      ...lineageOf(target.headers["x-amzn-trace-id"]),
      isAbandoned: () => !message.socket.writable,
    };
    request.signed(call, { ...target, body, trailers, ...(form === undefined ? {} : { form }) });
  };
}

function unsigned(): ServiceError {
  return new ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", { status: 403 });
}

function unknownService(name: string): ServiceError {
  return new ServiceError(
    "UnknownService",
    `The service '${name}' is not part of the embedded engine. What is: dev/docs/gaps.md.`,
  );
}

function lineageOf(header: string | string[] | undefined): { lineage?: string } {
  const lineage =
    typeof header === "string" ? /(?:^|;)Lineage=([0-9a-f:|]{1,600})(?:;|$)/.exec(header)?.[1] : undefined;
  return lineage === undefined ? {} : { lineage };
}

function traceRoot(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? /Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/.exec(header)?.[1] : undefined;
}
