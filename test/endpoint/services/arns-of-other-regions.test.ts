import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../support/endpoint.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const here = endpoint.client;
const away = { ...here, region: "eu-west-1" };

/** What the client in us-east-1 calls its own, under names that are taken in both regions. */
function arn(service: string, resource: string): string {
  return `arn:aws:${service}:us-east-1:000000000000:${resource}`;
}

test("an ARN of a parameter of another region reaches nothing", async () => {
  const [own, other] = [new SSMClient(here), new SSMClient(away)];
  for (const ssm of [own, other]) {
    await ssm.send(new PutParameterCommand({ Name: "both", Value: "v", Type: "String" }));
  }
  const get = new GetParameterCommand({ Name: arn("ssm", "parameter/both") });
  expect((await own.send(get)).Parameter?.Value).toBe("v");
  await expect(other.send(get)).rejects.toMatchObject({ name: "ParameterNotFound" });
});

test("an ARN of a log group of another region reaches nothing", async () => {
  const [own, other] = [new CloudWatchLogsClient(here), new CloudWatchLogsClient(away)];
  for (const logs of [own, other]) await logs.send(new CreateLogGroupCommand({ logGroupName: "both" }));
  const describe = new DescribeLogStreamsCommand({ logGroupIdentifier: arn("logs", "log-group:both") });
  expect((await own.send(describe)).logStreams).toEqual([]);
  await expect(other.send(describe)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
