import { CloudWatchClient, DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeParametersCommand, GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
});

afterAll(() => endpoint.stop());

// A page of one and a half entries ended in SQLite's "datatype mismatch".
test("a page's size that is no whole number is refused", async () => {
  const cloudWatch = new CloudWatchClient(endpoint.client);
  const ssm = new SSMClient(endpoint.client);
  const refused = { name: "ValidationException", $metadata: { httpStatusCode: 400 } };
  await expect(cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 1.5 }))).rejects.toMatchObject(refused);
  await expect(cloudWatch.send(new DescribeAlarmHistoryCommand({ MaxRecords: 1.5 }))).rejects.toMatchObject(refused);
  const mistyped = { ...refused, name: "SerializationException" };
  await expect(ssm.send(new DescribeParametersCommand({ MaxResults: 1.5 }))).rejects.toMatchObject(mistyped);
  await expect(ssm.send(new GetParametersByPathCommand({ Path: "/a", MaxResults: 1.5 }))).rejects.toMatchObject(
    mistyped,
  );
});
