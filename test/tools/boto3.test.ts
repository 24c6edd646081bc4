import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import type { ServiceName } from "../../dev/endpoint/service.ts";
import { servedOperations } from "../../dev/gaps/served-operations.ts";
import { runBoto3 } from "./run-boto3.ts";

let served: Awaited<ReturnType<typeof servedOperations>>;

beforeAll(async () => {
  served = await servedOperations();
});

test.each<[ServiceName, ...string[]]>([
  ["cloudformation"],
  ["dynamodb"],
  ["ecr"],
  ["iam"],
  ["kms"],
  ["lambda"],
  ["logs"],
  ["monitoring"],
  ["rekognition", join(PROJECT, "fixtures/pictures")],
  ["s3"],
  ["sqs"],
  ["ssm"],
  ["sts"],
])("boto3 calls every operation of %s and finds what it expects", async (service, ...more) => {
  const { called, wrong, checks } = await runBoto3(`${service}_boto3.py`, ...more);
  expect(wrong).toEqual([]);
  expect(checks).toBeGreaterThan(9);
  expect([...called].toSorted()).toEqual(expect.arrayContaining(served.get(service) ?? ["nothing is served"]));
});
