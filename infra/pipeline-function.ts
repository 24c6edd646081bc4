import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Architecture, CfnEventInvokeConfig, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { functionRole } from "./function-role.ts";
import { handlerCode } from "./handler-code.ts";
import type { Arns, Names } from "./names.ts";
import type { Settings } from "./settings.ts";

/** What the function needs from the rest of the stack. */
export interface PipelineFunctionProps {
  readonly names: Names;
  readonly arns: Arns;
  readonly settings: Settings;
}

/** Adds the function with its role, its log group and the queue that keeps the events it could not handle. */
export function addPipelineFunction(scope: Construct, props: PipelineFunctionProps): LambdaFunction {
  const { names, arns, settings } = props;
  const { role, policy } = functionRole(scope, arns);
  const logGroup = new LogGroup(scope, "LogGroup", {
    logGroupName: names.logGroup,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const queue = new Queue(scope, "FailedEvents", {
    queueName: names.failedEventsQueue,
    encryption: QueueEncryption.SQS_MANAGED,
    retentionPeriod: Duration.days(14),
    removalPolicy: RemovalPolicy.DESTROY,
  });

  const pipelineFunction = new LambdaFunction(scope, "Function", {
    functionName: names.function,
    description: "Registers the face in an uploaded picture, and forgets it when the picture goes.",
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: handlerCode(),
    handler: "index.handler",
    memorySize: 512,
    timeout: Duration.seconds(60),
    role,
    logGroup,
    environment: {
      TABLE: names.facesTable,
      PICTURES_TABLE: names.picturesTable,
      COLLECTION_ID: names.collection,
      FACE_POLICY: settings.facePolicy,
      POWERTOOLS_SERVICE_NAME: names.function,
      POWERTOOLS_METRICS_NAMESPACE: "Doppelface",
      NODE_OPTIONS: "--enable-source-maps",
    },
    ...(settings.reservedConcurrency === undefined
      ? {}
      : { reservedConcurrentExecutions: settings.reservedConcurrency }),
  });
  // The policy names the resources by literal ARNs, which create no order by themselves.
  pipelineFunction.node.addDependency(policy);

  const invokeConfig = new CfnEventInvokeConfig(scope, "FunctionInvokeConfig", {
    functionName: names.function,
    qualifier: "$LATEST",
    maximumRetryAttempts: 2,
    maximumEventAgeInSeconds: Duration.hours(6).toSeconds(),
    destinationConfig: { onFailure: { destination: arns.failedEventsQueue } },
  });
  invokeConfig.node.addDependency(pipelineFunction, queue);
  return pipelineFunction;
}
