import { CreateChangeSetCommand, DescribeStacksCommand, ExecuteChangeSetCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, expect, test } from "vitest";
import { SERVICES } from "../../../../dev/endpoint/services/services.ts";
import type { ServiceFactory } from "../../../../dev/endpoint/service.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

let letGo: () => void = () => undefined;
const until = new Promise<void>((resolve) => (letGo = resolve));

/** The services, where making a queue takes until it is let go. */
const services = SERVICES.map((factory): ServiceFactory => (host) => {
  const service = factory(host);
  const create = service.operations["CreateQueue"];
  if (service.name !== "sqs" || create === undefined) return service;
  const run: typeof create.run = async (input, call) => {
    await until;
    return create.run(input, call);
  };
  return { ...service, operations: { ...service.operations, CreateQueue: { ...create, run } } };
});

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
