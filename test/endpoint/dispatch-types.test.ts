import { expectTypeOf, test } from "vitest";
import type { Call, Dispatch } from "../../dev/endpoint/service.ts";

declare const dispatch: Dispatch;
declare const call: Call;

test("a call in process names an operation of AWS and its members, or does not compile", () => {
  const calls = [
    () => dispatch("sqs", "SendMessage", { QueueUrl: "q", MessageBody: "m" }, call),
    // @ts-expect-error -- no operation
    () => dispatch("sqs", "SendMesage", { QueueUrl: "q", MessageBody: "m" }, call),
    // @ts-expect-error -- another service's operation
    () => dispatch("ssm", "SendMessage", { QueueUrl: "q", MessageBody: "m" }, call),
    // @ts-expect-error -- a member is missing
    () => dispatch("sqs", "SendMessage", { QueueUrl: "q" }, call),
    // @ts-expect-error -- no member
    () => dispatch("sqs", "SendMessage", { QueueUrl: "q", MessageBody: "m", Dealy: 1 }, call),
  ];
  expectTypeOf(calls).items.returns.resolves.toBeUnknown();
});
