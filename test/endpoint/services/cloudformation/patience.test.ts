import { CreateChangeSetCommand, DescribeStacksCommand, ExecuteChangeSetCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, expect, test } from "vitest";
import { servicesWith } from "../../../../dev/endpoint/services/services.ts";
import { SQS_SERVICE } from "../../../../dev/endpoint/services/sqs/definition.ts";
import { changed } from "../../../support/changed-service.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

let letGo: () => void = () => undefined;
const until = new Promise<void>((resolve) => (letGo = resolve));

/** The services, where making a queue takes until it is let go. */
const services = servicesWith(
  changed(SQS_SERVICE, ({ operations }) => {
    const { CreateQueue } = operations;
    if (CreateQueue === undefined) throw new Error("SQS has no CreateQueue");
    const run: typeof CreateQueue.run = async (input, call) => {
      await until;
      return CreateQueue.run(input, call);
    };
    return { operations: { ...operations, CreateQueue: { ...CreateQueue, run } } };
  }),
);

const endpoint = await startTestEndpoint({ services });
afterAll(() => endpoint.stop());

test("ExecuteChangeSet answers while a stack takes long, which can be watched", async () => {
  const stacks = new StackClient(endpoint.client);
  const { Id, StackId = "" } = await stacks.client.send(
    new CreateChangeSetCommand({
      StackName: "long",
      ChangeSetName: "changes",
      ChangeSetType: "CREATE",
      TemplateBody: JSON.stringify({ Resources: { Q: queue("long-q") } }),
    }),
  );
  await stacks.client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  const { Stacks } = await stacks.client.send(new DescribeStacksCommand({ StackName: StackId }));
  expect(Stacks?.[0]?.StackStatus).toBe("CREATE_IN_PROGRESS");
  letGo();
  expect((await stacks.settled(StackId)).StackStatus).toBe("CREATE_COMPLETE");
});
