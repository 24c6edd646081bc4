import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand as ListAlarmTagsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetPolicyCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import {
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Credentials } from "../../../dev/endpoint/identity/credentials.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";

const ACCOUNT = "000000000000";
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/worker`;
const QueueUrl = `http://any/${ACCOUNT}/jobs`;
const QUEUE_ARN = `arn:aws:sqs:us-east-1:${ACCOUNT}:jobs`;
const ALARM_ARN = `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:errors`;
const PARAMETER_ARN = `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/app/name`;
/** Handle of a message that was not received. */
const HANDLE = Buffer.from(`1:${"0".repeat(48)}`).toString("base64");
const TAGS = [{ Key: "a", Value: "1" }];
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
});

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let admin: IAMClient;
/** Clients that sign as a function does whose role has one policy, `own`. */
let asFunction: { iam: IAMClient; sts: STSClient; sqs: SQSClient; ssm: SSMClient; cloudWatch: CloudWatchClient };

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  admin = new IAMClient(endpoint.client);
  await admin.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: TRUST }));
  const credentials = await new Credentials(endpoint.state, ACCOUNT).issue({
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/f`,
    roleArn: ROLE_ARN,
    enforced: true,
    seconds: 3600,
  });
  const config = { ...endpoint.client, credentials };
  asFunction = {
    iam: new IAMClient(config),
    sts: new STSClient(config),
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    ssm: new SSMClient(config),
    cloudWatch: new CloudWatchClient(config),
  };
});

afterAll(() => endpoint.stop());

/** What each call needs, in the order in which it is evaluated. */
const CALLS: readonly [string, () => Promise<unknown>, readonly [action: string, resource: string][]][] = [
  [
    "CreateQueue",
    () => asFunction.sqs.send(new CreateQueueCommand({ QueueName: "jobs", tags: { a: "1" } })),
    [
      ["sqs:CreateQueue", QUEUE_ARN],
      ["sqs:TagQueue", QUEUE_ARN],
    ],
  ],
  [
    "GetQueueUrl",
    () => asFunction.sqs.send(new GetQueueUrlCommand({ QueueName: "jobs" })),
    [["sqs:GetQueueUrl", QUEUE_ARN]],
  ],
  [
    "SendMessage",
    () => asFunction.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" })),
    [["sqs:SendMessage", QUEUE_ARN]],
  ],
  [
    "SendMessageBatch",
    () => asFunction.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", MessageBody: "x" }] })),
    [["sqs:SendMessage", QUEUE_ARN]],
  ],
  [
    "ReceiveMessage",
    () => asFunction.sqs.send(new ReceiveMessageCommand({ QueueUrl })),
    [["sqs:ReceiveMessage", QUEUE_ARN]],
  ],
  [
    "ChangeMessageVisibility",
    () =>
      asFunction.sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: HANDLE, VisibilityTimeout: 0 }),
      ),
    [["sqs:ChangeMessageVisibility", QUEUE_ARN]],
  ],
  [
    "DeleteMessageBatch",
    () => asFunction.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", ReceiptHandle: "x" }] })),
    [["sqs:DeleteMessage", QUEUE_ARN]],
  ],
  [
    "ListQueues",
    () => asFunction.sqs.send(new ListQueuesCommand({})),
    [["sqs:ListQueues", `arn:aws:sqs:us-east-1:${ACCOUNT}:`]],
  ],
  [
    "PutParameter",
    () => asFunction.ssm.send(new PutParameterCommand({ Name: "/app/name", Value: "x", Type: "String", Tags: TAGS })),
    [
      ["ssm:PutParameter", PARAMETER_ARN],
      ["ssm:AddTagsToResource", PARAMETER_ARN],
    ],
  ],
  [
    "GetParameter",
    () => asFunction.ssm.send(new GetParameterCommand({ Name: "/app/name:1" })),
    [["ssm:GetParameter", PARAMETER_ARN]],
  ],
  [
    "GetParametersByPath",
    () => asFunction.ssm.send(new GetParametersByPathCommand({ Path: "/app/name" })),
    [["ssm:GetParametersByPath", PARAMETER_ARN]],
  ],
  [
    "DeleteParameters",
    () => asFunction.ssm.send(new DeleteParametersCommand({ Names: ["/app/name", "plain"] })),
    [
      ["ssm:DeleteParameters", PARAMETER_ARN],
      ["ssm:DeleteParameters", `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/plain`],
    ],
  ],
  [
    "DescribeParameters",
    () => asFunction.ssm.send(new DescribeParametersCommand({})),
    [["ssm:DescribeParameters", `arn:aws:ssm:us-east-1:${ACCOUNT}:*`]],
  ],
  [
    "PutMetricAlarm",
    () =>
      asFunction.cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName: "errors",
          MetricName: "m",
          Namespace: "n",
          Statistic: "Sum",
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: "GreaterThanThreshold",
          Tags: TAGS,
        }),
      ),
    [
      ["cloudwatch:PutMetricAlarm", ALARM_ARN],
      ["cloudwatch:TagResource", ALARM_ARN],
    ],
  ],
  [
    "DescribeAlarms",
    () => asFunction.cloudWatch.send(new DescribeAlarmsCommand({})),
    [["cloudwatch:DescribeAlarms", `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:*`]],
  ],
  [
    "SetAlarmState",
    () =>
      asFunction.cloudWatch.send(new SetAlarmStateCommand({ AlarmName: "errors", StateValue: "OK", StateReason: "x" })),
    [["cloudwatch:SetAlarmState", ALARM_ARN]],
  ],
  [
    "ListTagsForResource",
    () => asFunction.cloudWatch.send(new ListAlarmTagsCommand({ ResourceARN: ALARM_ARN })),
    [["cloudwatch:ListTagsForResource", ALARM_ARN]],
  ],
  [
    "DeleteAlarms",
    () => asFunction.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ["errors"] })),
    [["cloudwatch:DeleteAlarms", ALARM_ARN]],
  ],
  [
    "CreateRole",
    () =>
      asFunction.iam.send(
        new CreateRoleCommand({ RoleName: "made", Path: "/p/", AssumeRolePolicyDocument: TRUST, Tags: TAGS }),
      ),
    [
      ["iam:CreateRole", `arn:aws:iam::${ACCOUNT}:role/p/made`],
      ["iam:TagRole", `arn:aws:iam::${ACCOUNT}:role/p/made`],
    ],
  ],
  [
    "ListRoles",
    () => asFunction.iam.send(new ListRolesCommand({ PathPrefix: "/p/" })),
    [["iam:ListRoles", `arn:aws:iam::${ACCOUNT}:role/p/`]],
  ],
  [
    "CreatePolicy",
    () => asFunction.iam.send(new CreatePolicyCommand({ PolicyName: "made", PolicyDocument: POLICY })),
    [["iam:CreatePolicy", `arn:aws:iam::${ACCOUNT}:policy/made`]],
  ],
  [
    "GetPolicy",
    () => asFunction.iam.send(new GetPolicyCommand({ PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/made` })),
    [["iam:GetPolicy", `arn:aws:iam::${ACCOUNT}:policy/made`]],
  ],
  [
    "AssumeRole",
    () => asFunction.sts.send(new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: "self" })),
    [["sts:AssumeRole", ROLE_ARN]],
  ],
];

test.each(CALLS)("%s needs exactly what it names", async (_name, call, needs) => {
  const allowed: object[] = [];
  for (const [action, resource] of needs) {
    await expect(call()).rejects.toMatchObject({
      name: expect.stringMatching(/^AccessDenied/) as string,
      message: expect.stringContaining(
        // SQS says the action in lower case.
        `is not authorized to perform: ${action.startsWith("sqs:") ? action.toLowerCase() : action} on resource: ${resource} because`,
      ) as string,
    });
    // What ends with a colon is no ARN that a policy could name.
    allowed.push({ Effect: "Allow", Action: action, Resource: resource.replace(/:$/, ":*") });
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: allowed });
    await admin.send(new PutRolePolicyCommand({ RoleName: "worker", PolicyName: "own", PolicyDocument }));
  }
  // Allowed, it may still find its message not received.
  const end = await call().then(
    () => "done",
    (error: Error) => error.name,
  );
  expect(end).toMatch(/^(done|MessageNotInflight)$/);
  await admin.send(new DeleteRolePolicyCommand({ RoleName: "worker", PolicyName: "own" }));
});

test("who one is needs no permission, and an audit refuses nothing", async () => {
  await expect(asFunction.sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: ACCOUNT });
  await using audited = await startTestEndpoint({ settings: { iam: "audit" } });
  const credentials = await new Credentials(audited.state, ACCOUNT).issue({
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/none/f`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/none`,
    enforced: true,
    seconds: 60,
  });
  const sqs = new SQSClient({ ...audited.client, credentials });
  await expect(sqs.send(new ListQueuesCommand({}))).resolves.toBeDefined();
});
