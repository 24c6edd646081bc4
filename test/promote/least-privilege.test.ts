import { expect, test } from "vitest";
import type { RoleReport } from "../../dev/endpoint/services/iam/usage-report.ts";
import { checkLeastPrivilege } from "../../dev/promote/checks/least-privilege.ts";
import { type StackOf, contextOf, signedOut } from "./context.ts";

const TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/rows";

/** A function with a role whose policy allows actions on the table `rows`, with a suffix behind every name. */
function stack(actions: readonly string[], suffix = "", role: object = {}): StackOf {
  const Resource = { "Fn::Sub": `arn:aws:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/rows${suffix}` };
  const PolicyDocument = {
    Version: "2012-10-17",
    Statement: [{ Sid: "Rows", Effect: "Allow", Action: actions, Resource }],
  };
  return {
    name: `faces${suffix}`,
    resources: {
      Worker: {
        Type: "AWS::Lambda::Function",
        Properties: { FunctionName: `worker${suffix}`, Role: { "Fn::GetAtt": ["WorkerRole", "Arn"] } },
      },
      WorkerRole: { Type: "AWS::IAM::Role", Properties: role },
      WorkerPolicy: {
        Type: "AWS::IAM::Policy",
        Properties: { PolicyName: "WorkerPolicy", PolicyDocument, Roles: [{ Ref: "WorkerRole" }] },
      },
    },
  };
}

function report(...used: readonly (readonly [action: string, resource: string])[]): RoleReport {
  return {
    roleArn: "arn:aws:iam::000000000000:role/faces-WorkerRole-ABCDEFGHIJKL",
    policies: [],
    functions: [{ functionName: "worker", invocations: 2, firstAt: 0, lastAt: 1 }],
    usage: used.map(([action, resource]) => ({
      functionName: "worker",
      action,
      resource,
      others: false,
      calls: 1,
      denied: 0,
      firstAt: 0,
      lastAt: 0,
    })),
  };
}

async function findings(of: StackOf, usage: readonly RoleReport[]): Promise<string[]> {
  const outcome = await checkLeastPrivilege.run(contextOf([of], signedOut("eu-west-1"), { usage }));
  return outcome.findings.map(({ level, text }) => `${level} ${text}`);
}

test("what the template allows is compared with what ran here, not with what is deployed here", async () => {
  const used = report(["dynamodb:PutItem", TABLE]);
  expect(await findings(stack(["dynamodb:PutItem"]), [used])).toEqual([]);
  expect(await findings(stack(["dynamodb:GetItem"]), [used])).toEqual([
    `error worker needs dynamodb:PutItem on ${TABLE} (1 call), which no statement of its role allows.`,
    `warning WorkerPolicy / Rows allows dynamodb:GetItem on ${TABLE}, which no run has used.`,
  ]);
});

test("a policy of AWS's that the role attaches counts", async () => {
  const used = report(
    ["dynamodb:PutItem", TABLE],
    ["logs:PutLogEvents", "arn:aws:logs:us-east-1:000000000000:log-group:/x"],
  );
  const ManagedPolicyArns = [
    {
      "Fn::Join": [
        "",
        ["arn:", { Ref: "AWS::Partition" }, ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
      ],
    },
  ];
  expect(await findings(stack(["dynamodb:PutItem"], "", { ManagedPolicyArns }), [used])).toEqual([
    "warning service-role/AWSLambdaBasicExecutionRole grants logs:CreateLogGroup, logs:CreateLogStream, " +
      "logs:PutLogEvents; the runs used logs:PutLogEvents on arn:aws:logs:us-east-1:000000000000:log-group:/x.",
  ]);
});

test("for another environment the runs of the same stack under its own name count, by their actions", async () => {
  const used = report(["dynamodb:PutItem", TABLE]);
  const staging = stack(["dynamodb:PutItem", "dynamodb:GetItem"], "-staging");
  expect(await findings(staging, [used])).toEqual([
    "warning WorkerPolicy / Rows allows dynamodb:GetItem, which no run has used.",
  ]);
  expect(await findings(stack(["dynamodb:GetItem"], "-staging"), [used])).toContainEqual(
    expect.stringMatching(/^error worker-staging needs dynamodb:PutItem/),
  );
});

test("a function that has not run is a warning", async () => {
  expect(await findings(stack(["dynamodb:PutItem"]), [])).toEqual([
    "warning worker has not run here, so what it needs is not known.",
  ]);
});
