import { expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { send, signed } from "../../../support/signed-request.ts";

const { url } = await startTestEndpoint();

async function post(service: string, headers: Record<string, string>, body: string) {
  const form = headers["x-amz-target"] === undefined ? { "content-type": "application/x-www-form-urlencoded" } : {};
  return send(url, await signed(url, { method: "POST", headers: { ...form, ...headers }, body }, { service }));
}

test.each([
  ["ssm", "AmazonSSM.GetParamter"],
  ["kms", "TrentService.Encrpyt"],
  ["dynamodb", "DynamoDB_20120810.GetItems"],
  ["rekognition", "RekognitionService.DetectFace"],
  ["logs", "Logs_20140328.toString"],
])("%s answers what is no operation of AWS as AWS does, in JSON", async (service, target) => {
  const answer = await post(service, { "x-amz-target": target }, "{}");
  expect(answer.status).toBe(400);
  expect(answer.body).toMatch(/"__type":"([\w.]+#)?UnknownOperationException"/);
});

test.each([
  ["iam", "ListRole", "2010-05-08"],
  ["sts", "AssumeRoles", "2011-06-15"],
  ["cloudformation", "DescribeStack", "2010-05-15"],
  ["monitoring", "PutMetric", "2010-08-01"],
])("%s answers it as AWS does, in XML", async (service, action, version) => {
  const answer = await post(service, {}, `Action=${action}&Version=${version}`);
  expect(answer.status).toBe(400);
  expect(answer.body).toContain("<Code>InvalidAction</Code>");
  expect(answer.body).toContain(`<Message>Could not find operation ${action} for version ${version}</Message>`);
});

test.each([
  ["ssm", { "x-amz-target": "AmazonSSM.SendCommand" }, "{}", "ssm SendCommand is not supported"],
  ["iam", {}, "Action=CreateUser&Version=2010-05-08", "iam CreateUser is not supported"],
])("what AWS has and %s here has not is refused by its name", async (service, headers, body, text) => {
  const answer = await post(service, headers, body);
  expect([answer.status, answer.body.includes(text)]).toEqual([400, true]);
});
