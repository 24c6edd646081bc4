import * as iam from "@aws-sdk/client-iam";
import * as sts from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { formValues } from "../../../../dev/endpoint/http/protocol/form-values.ts";
import { fromForm } from "../../../../dev/endpoint/http/protocol/query.ts";
import { shapeOf } from "../../../../dev/endpoint/model/reader.ts";
import { modelOf } from "../../../../dev/endpoint/model/service-model.ts";
import { servedOperations } from "../../../../dev/gaps/served-operations.ts";

interface Sent {
  readonly body: string;
}
interface Command {
  readonly input: object;
}

/** What the SDK's own serialiser makes of an input; nothing is sent. */
async function serialised(sdk: object, service: "IAM" | "STS", operation: string, input: object): Promise<string> {
  let body = "";
  const requestHandler = {
    handle: (request: Sent) => {
      body = request.body;
      return Promise.reject(new Error("not sent"));
    },
  };
  const of = sdk as Record<string, new (input: object) => { send(command: Command): Promise<unknown> } & Command>;
  const [Client, Named] = [of[`${service}Client`], of[`${operation}Command`]];
  if (Client === undefined || Named === undefined) throw new Error(`The SDK has no ${operation}`);
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  await new Client({ region: "us-east-1", credentials, requestHandler, maxAttempts: 1 })
    .send(new Named(input))
    .catch(() => undefined);
  return body;
}

/** Members that the model has and the SDK of this project not yet. */
const NEWER: ReadonlySet<string> = new Set(["MaxSigninSessionDuration", "ResetMaxSigninSessionDuration"]);

/** An input with every member of the model, lists of none and of two in turn. */
function sample(service: string, name: string, empty: boolean): unknown {
  const model = modelOf(service);
  const { type, members = {}, member, enum: values, min = 1 } = model.shape(name);
  switch (type) {
    case "structure":
      return Object.fromEntries(
        Object.entries(members)
          .filter(([key]) => !NEWER.has(key))
          .map(([key, ref]) => [key, sample(service, shapeOf(ref), empty)]),
      );
    case "list": {
      const item = sample(service, shapeOf(member), empty);
      return empty ? [] : [item, item];
    }
    case "string":
      return values?.[0] ?? "a b&c=ä%+";
    case "boolean":
      return true;
    default:
      return min;
  }
}

test.each([
  ["iam", "IAM", iam],
  ["sts", "STS", sts],
] as const)("forms of %s, as the SDK writes them, are read to what they were made of", async (service, client, sdk) => {
  const operations = (await servedOperations()).get(service) ?? [];
  expect(operations.length).toBeGreaterThan(3);
  for (const operation of operations) {
    const { input } = modelOf(service).operation(operation);
    if (input === undefined) continue;
    for (const empty of [false, true]) {
      const given = sample(service, input, empty) as object;
      const body = await serialised(sdk, client, operation, given);
      expect([operation, formValues(service, operation, fromForm(new URLSearchParams(body)))]).toEqual([
        operation,
        given,
      ]);
    }
  }
});
