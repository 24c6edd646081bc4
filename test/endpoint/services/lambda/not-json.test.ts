import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { interpreters } from "../../../../dev/python/interpreters.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

// Python's JSON has a NaN, which awslambdaric posts as it is: a distance that could not be computed, for one.

const pythons = await interpreters();

test.skipIf(pythons.length === 0)(
  "an answer that is no JSON is delivered once, and is none for a URL",
  async () => {
    await using endpoint = await startTestEndpoint();
    const role = await makeRole(endpoint.client, "nan-role", [{ Action: "sqs:SendMessage", Resource: "*" }]);
    const functions = new Functions(endpoint.client, role);
    const sqs = new SQSClient(endpoint.client);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "nan" }));
    const named = { FunctionName: "nan" };
    const code = { "app.py": "def handler(event, context):\n    print('ran')\n    return float('nan')\n" };
    await functions.create("nan", code, { Runtime: "python3.11", Handler: "app.handler", Timeout: 20 });
    const OnSuccess = { Destination: "arn:aws:sqs:us-east-1:000000000000:nan" };
    await functions.lambda.send(
      new PutFunctionEventInvokeConfigCommand({ ...named, DestinationConfig: { OnSuccess } }),
    );
    let runs = 0;
    endpoint.bus.on("invoked", () => runs++);

    await functions.invoke("nan", { picture: "ada.jpg" }, { InvocationType: "Event" });
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    expect(Messages.map(({ Body = "" }) => JSON.parse(Body).responsePayload)).toEqual(["NaN"]);
    // It leaves the queue once its destination has been told.
    await expect.poll(() => endpoint.state.sql("SELECT id FROM event").all()).toEqual([]);
    expect(runs).toBe(1);

    const { FunctionUrl = "" } = await functions.lambda.send(
      new CreateFunctionUrlConfigCommand({ ...named, AuthType: "NONE" }),
    );
    for (const [StatementId, Action] of [
      ["url", "lambda:InvokeFunctionUrl"],
      ["function", "lambda:InvokeFunction"],
    ] as const) {
      await functions.lambda.send(new AddPermissionCommand({ ...named, StatementId, Action, Principal: "*" }));
    }
    const answer = await fetch(FunctionUrl);
    expect([answer.status, await answer.text()]).toEqual([502, "Internal Server Error"]);
  },
  180_000,
);
