import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { Credentials, type IssuedCredentials } from "../../../dev/endpoint/identity/credentials.ts";
import { EXPORTED_PARTS } from "../../../dev/endpoint/services/exported-parts.ts";
import { importState } from "../../../dev/endpoint/state/import.ts";
import { exportFrom } from "../../../dev/engine/export-state.ts";
import { type ClientConfig, startTestEndpoint } from "../../support/endpoint.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Functions, makeRole } from "../services/lambda/support.ts";
import { describeAnew } from "../state/describe-anew.ts";

const ACCOUNT = "000000000000";
const DAY_SECONDS = 24 * 60 * 60;

function session(seconds: number, enforced = true) {
  return {
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
    enforced,
    seconds,
  };
}

/** The names of the errors with which S3, a query and a JSON service refuse a key; what one of them takes stands as `taken`. */
async function refusals(client: ClientConfig, credentials: IssuedCredentials): Promise<string[]> {
  const config = { ...client, credentials };
  const calls = [
    new S3Client(config).send(new ListBucketsCommand({})),
    new STSClient(config).send(new GetCallerIdentityCommand({})),
    new SSMClient(config).send(new GetParametersByPathCommand({ Path: "/" })),
  ];
  return Promise.all(
    calls.map((call) =>
      call.then(
        () => "taken",
        (error: unknown) => (error as Error).name,
      ),
    ),
  );
}

const folder = temporaryFolder();
const place =
  (of: string) =>
  (name: string): string =>
    join(folder, of, name);

const EXPIRED = ["ExpiredToken", "ExpiredToken", "ExpiredTokenException"];
const UNKNOWN = ["InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException"];

test("a session that is over is refused however many keys are issued after it, never taken as the account's root", async () => {
  await using endpoint = await startTestEndpoint();
  const credentials = new Credentials(endpoint.state, ACCOUNT);
  const over = await credentials.issue(session(-1));
  expect(await refusals(endpoint.client, over)).toEqual(EXPIRED);
  await credentials.issue(session(60));
  expect(await refusals(endpoint.client, over)).toEqual(EXPIRED);
  // A day later its row is gone.
  const forgotten = await credentials.issue(session(-DAY_SECONDS - 1));
  await credentials.issue(session(60));
  expect(await refusals(endpoint.client, forgotten)).toEqual(UNKNOWN);
});

test("a key with the mark that this state never issued is refused, and one of somebody else is the default account", async () => {
  await using endpoint = await startTestEndpoint();
  await using other = await startTestEndpoint();
  const issued = await new Credentials(other.state, ACCOUNT).issue(session(60));
  expect(issued.accessKeyId).toMatch(/^ASIAD0PPEL[A-Z2-7]{10}$/);
  expect(await refusals(endpoint.client, issued)).toEqual(UNKNOWN);
  const foreign = { ...issued, accessKeyId: "ASIAIOSFODNN7EXAMPLE" };
  expect(await refusals(endpoint.client, foreign)).toEqual(["taken", "taken", "taken"]);
});

test("a key without the mark, of an older state folder, is refused for good once its time is over", async () => {
  await using endpoint = await startTestEndpoint();
  const credentials = new Credentials(endpoint.state, ACCOUNT);
  const older = await credentials.issue(session(-DAY_SECONDS - 1));
  const unmarked = { ...older, accessKeyId: "ASIAIOSFODNN7EXAMPLE" };
  endpoint.state
    .sql("UPDATE credential SET access_key = ? WHERE access_key = ?")
    .run(unmarked.accessKeyId, older.accessKeyId);
  await credentials.issue(session(60));
  expect(await refusals(endpoint.client, unmarked)).toEqual(EXPIRED);
});

test("an export holds no secret and no token, and its keys are refused where it is imported", async () => {
  const at = place("taken along");
  const issued: IssuedCredentials[] = [];
  {
    await using endpoint = await startTestEndpoint({ state: { folder: at("state") } });
    const credentials = new Credentials(endpoint.state, ACCOUNT);
    for (let count = 0; count < 300; count++) issued.push(await credentials.issue(session(3600)));
    await exportFrom({ state: at("state"), durability: "process" }, endpoint.control, at("exported"));
    expect(await refusals(endpoint.client, issued[7] as IssuedCredentials)).not.toEqual(UNKNOWN);
  }
  const bytes = readFileSync(join(at("exported"), "state.sqlite"), "latin1");
  const leaked = issued.filter(
    ({ secretAccessKey, sessionToken }) => bytes.includes(secretAccessKey) || bytes.includes(sessionToken),
  );
  expect(leaked).toEqual([]);
  await importState(at("exported"), { folder: at("imported"), durability: "process" }, EXPORTED_PARTS);
  await using imported = await startTestEndpoint({ state: { folder: at("imported") } });
  expect(statSync(join(at("imported"), "session.key")).mode & 0o777).toBe(0o600);
  expect(await refusals(imported.client, issued[7] as IssuedCredentials)).toEqual(UNKNOWN);
});

test("an import takes no key over, whoever put it into the export", async () => {
  const at = place("planted");
  const endpoint = await startTestEndpoint({ state: { folder: at("state") } });
  await endpoint.stop();
  await exportFrom({ state: at("state"), durability: "process" }, undefined, at("exported"));
  const planted = new DatabaseSync(join(at("exported"), "state.sqlite"));
  planted
    .prepare("INSERT INTO credential VALUES ('ASIAIOSFODNN7EXAMPLE', 'known', 'known', ?, ?, '', 0, ?)")
    .run(ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`, Date.now() + 3_600_000);
  planted.close();
  await describeAnew(at("exported"));
  await importState(at("exported"), { folder: at("imported"), durability: "process" }, EXPORTED_PARTS);
  await using imported = await startTestEndpoint({ state: { folder: at("imported") } });
  const credentials = {
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: "known",
    sessionToken: "known",
    expiration: new Date(),
  };
  expect(await refusals(imported.client, credentials)).toEqual(EXPIRED);
});

test("a function's role cannot be handed on by who may not pass it", async () => {
  await using endpoint = await startTestEndpoint();
  const roleArn = await makeRole(endpoint.client, "r", [
    { Action: ["lambda:UpdateFunctionConfiguration", "cloudformation:CreateStack"], Resource: "*" },
  ]);
  const other = await makeRole(endpoint.client, "other");
  await new Functions(endpoint.client, roleArn).create("f", "export const handler = async () => 1;");
  const credentials = await new Credentials(endpoint.state, ACCOUNT).issue(session(60));
  const lambda = new LambdaClient({ ...endpoint.client, credentials });
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "f", Timeout: 5 }));
  await expect(
    lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "f", Role: other })),
  ).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining(`not authorized to perform: iam:PassRole on resource: ${other}`) as string,
  });
  const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: "AWS::SSM::Parameter" } } });
  await expect(
    new CloudFormationClient({ ...endpoint.client, credentials }).send(
      new CreateStackCommand({ StackName: "s", TemplateBody, RoleARN: other }),
    ),
  ).rejects.toMatchObject({ name: "AccessDenied", message: expect.stringContaining("iam:PassRole") as string });

  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: "*",
      Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
    },
  });
  await new IAMClient(endpoint.client).send(
    new PutRolePolicyCommand({ RoleName: "r", PolicyName: "passes", PolicyDocument }),
  );
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "f", Role: other }));
  await expect(
    new CloudFormationClient({ ...endpoint.client, credentials }).send(
      new CreateStackCommand({ StackName: "s", TemplateBody, RoleARN: other }),
    ),
  ).rejects.toMatchObject({ name: "AccessDenied", message: expect.stringContaining("iam:PassRole") as string });
});

test("beside another endpoint, whose functions call this one, a session of that one is the default account", async () => {
  await using beside = await startTestEndpoint({ settings: { foreignKeys: true } });
  await using emulator = await startTestEndpoint();
  const issued = await new Credentials(emulator.state, ACCOUNT).issue(session(60));
  expect(await refusals(beside.client, issued)).toEqual(["taken", "taken", "taken"]);
});
