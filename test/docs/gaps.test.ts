import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import type { Endpoint } from "../../dev/endpoint/endpoint.ts";
import type { ServiceName } from "../../dev/endpoint/service.ts";
import { SERVICES } from "../../dev/endpoint/services.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

const HEADINGS: Record<ServiceName, string> = {
  s3: "S3",
  lambda: "Lambda",
  dynamodb: "DynamoDB",
  rekognition: "Rekognition",
  logs: "CloudWatch Logs",
  sqs: "SQS",
  iam: "IAM",
  sts: "STS",
  ssm: "SSM",
  monitoring: "CloudWatch",
  cloudformation: "CloudFormation",
};

const operations = new Map<ServiceName, string[]>();
let endpoint: Endpoint;

beforeAll(async () => {
  const services = SERVICES.map((factory): typeof factory => (host) => {
    const service = factory(host);
    operations.set(service.name, Object.keys(service.operations).toSorted());
    return service;
  });
  endpoint = await startTestEndpoint({ services });
});

afterAll(() => endpoint.stop());

test.each(Object.entries(HEADINGS))("the page lists the operations of %s", (name, heading) => {
  const page = readFileSync(join(PROJECT, "dev/docs/gaps.md"), "utf8");
  const listed = new RegExp(`^## ${heading}\n\nThere: ([^]*?)\\.\n`, "m").exec(page)?.[1] ?? "";
  expect(listed.split(/,\s+/).toSorted()).toEqual(operations.get(name as ServiceName));
});
