import { expect, test } from "vitest";
import { withApp } from "../../../dev/app/with-app.ts";
import { findApp } from "../../../dev/app/find-app.ts";
import { deployStack } from "../../../dev/app/stack.ts";
import { copyApp } from "../../support/copy-app.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";

/** What becomes of each addition on the embedded engine: `works`, or the types that its refusal names. */
const OUTCOMES: Readonly<Record<string, "works" | readonly string[]>> = {
  table: "works",
  "fn-inline": "works",
  "fn-nodejs": "works",
  "fn-url": "works",
  layer: "works",
  python: "works",
  "sqs-s3": ["Custom::S3BucketNotifications"],
  "sns-s3": ["AWS::SNS::Topic", "AWS::SNS::TopicPolicy"],
  "s3-l2-notify": ["Custom::S3AutoDeleteObjects"],
  stream: ["AWS::Lambda::EventSourceMapping"],
  "sqs-lambda": ["AWS::Lambda::EventSourceMapping"],
  eventbridge: ["AWS::Events::Rule"],
  sfn: ["AWS::StepFunctions::StateMachine"],
  cognito: ["AWS::Cognito::UserPool"],
  "api-http": [
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::Stage",
  ],
  "api-rest": [
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
  ],
};

test("the sixteen additions that people make first: which work, and which are refused by the names of their types", async () => {
  await using ending = new AsyncDisposableStack();
  const { folder } = ending.use(copyApp("additions"));
  const endpoint = ending.use(await startTestEndpoint());
  const app = findApp(folder);
  if (app === undefined) throw new Error("There is no app.");
  const outcomes = await withApp(endpoint.client, app, {}, async ({ stacks, cloudformation }) => {
    const all: Record<string, unknown> = {};
    for (const stack of stacks) {
      all[stack.name] = await deployStack(cloudformation, stack).then(
        () => "works",
        (error: unknown) => typesIn(String(error)),
      );
    }
    return all;
  });
  expect(outcomes).toEqual(OUTCOMES);
}, 60_000);

function typesIn(message: string): readonly string[] {
  const types = message.match(/(AWS|Custom)::[A-Za-z0-9:]+/g) ?? [];
  return types.length === 0 ? [message] : [...new Set(types)].toSorted();
}
