import {
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Connection } from "../../pipeline/connection.ts";
import type { Resources } from "../../pipeline/resources.ts";
import type { EmulatorTarget } from "./target.ts";
import type { EmulatedParts } from "./template.ts";

/** The variable by which AWS SDKs find a Rekognition that is not at the endpoint of the other services. */
export const REKOGNITION = "AWS_ENDPOINT_URL_REKOGNITION";

/**
 * Has a function reach our Rekognition, and its failures go to the queue that the template names. Resolves with its ARN.
 */
export async function completeFunction(
  target: EmulatorTarget,
  FunctionName: string,
  own?: { readonly resources: Resources; readonly parts: Pick<EmulatedParts, "invokeConfig"> },
): Promise<string> {
  const lambda = new LambdaClient(target.connection);
  try {
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 120, minDelay: 1 }, { FunctionName });
    const { FunctionArn, Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    if (FunctionArn === undefined) throw new Error(`GetFunctionConfiguration ${FunctionName} named no ARN.`);
    const variables = Environment?.Variables ?? {};
    const { functionRekognition: url, done } = target;
    if (url !== undefined && variables[REKOGNITION] !== url) {
      await pointAtRekognition(lambda, FunctionName, variables, url);
      done(`UpdateFunctionConfiguration ${FunctionName}: ${REKOGNITION}=${url}, so that its faces come to Doppelface.`);
    }
    const invokeConfig = own?.parts.invokeConfig;
    if (own !== undefined && invokeConfig !== undefined) {
      await configureInvokes(lambda, own.resources, invokeConfig, target);
    }
    return FunctionArn;
  } finally {
    lambda.destroy();
  }
}

/** By a variable of the function rather than of the template, which stays the one that goes to AWS. */
export async function pointAtRekognition(
  lambda: LambdaClient,
  FunctionName: string,
  variables: Readonly<Record<string, string>>,
  url: string,
): Promise<void> {
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      Environment: { Variables: { ...variables, [REKOGNITION]: url } },
    }),
  );
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
}

async function configureInvokes(
  lambda: LambdaClient,
  { functionName: FunctionName, queue }: Resources,
  { retries, maxAge }: NonNullable<EmulatedParts["invokeConfig"]>,
  { connection, done }: EmulatorTarget,
): Promise<void> {
  try {
    await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
    return;
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceNotFoundException")) throw error;
  }
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      ...(retries === undefined ? {} : { MaximumRetryAttempts: retries }),
      ...(maxAge === undefined ? {} : { MaximumEventAgeInSeconds: maxAge }),
      DestinationConfig: { OnFailure: { Destination: await queueArn(connection, queue) } },
    }),
  );
  done(
    `PutFunctionEventInvokeConfig ${FunctionName}: by an API call, since the emulator's CloudFormation had not set it.`,
  );
}

async function queueArn(connection: Connection, QueueName: string): Promise<string> {
  const sqs = new SQSClient(connection);
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
    return Attributes?.["QueueArn"] ?? "";
  } finally {
    sqs.destroy();
  }
}
