import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Credentials } from "../../../../dev/endpoint/identity/credentials.ts";
import { IAM_SERVICE } from "../../../../dev/endpoint/services/iam/definition.ts";
import { S3_SERVICE } from "../../../../dev/endpoint/services/s3/definition.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const Bucket = "guarded";
const ACCOUNT = "000000000000";
const bucketArn = `arn:aws:s3:::${Bucket}`;

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let admin: S3Client;
let version: string | undefined;

beforeAll(async () => {
  endpoint = await startTestEndpoint({ services: [S3_SERVICE, IAM_SERVICE] });
  admin = new S3Client(endpoint.client);
  await admin.send(new CreateBucketCommand({ Bucket }));
  await admin.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  ({ VersionId: version } = await admin.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" })));
});

afterAll(() => endpoint.stop());

let roles = 0;

/** A client with a role that may do this and nothing else. */
async function clientThatMay(...allowed: [action: string, resource: string][]): Promise<S3Client> {
  const RoleName = `role-${++roles}`;
  const iam = new IAMClient(endpoint.client);
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: "p",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: allowed.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource })),
      }),
    }),
  );
  const issued = await new Credentials(endpoint.state, ACCOUNT).issue({
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${RoleName}/session`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`,
    enforced: true,
    seconds: 900,
  });
  return new S3Client({ ...endpoint.client, credentials: issued });
}

const refused = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };

test("a missing object is 404 only to those who may list the bucket", async () => {
  const reader = await clientThatMay(["s3:GetObject", `${bucketArn}/*`]);
  await expect(reader.send(new GetObjectCommand({ Bucket, Key: "absent" }))).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining("s3:ListBucket"),
  });
  await expect(reader.send(new HeadObjectCommand({ Bucket, Key: "absent" }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  const lister = await clientThatMay(["s3:GetObject", `${bucketArn}/*`], ["s3:ListBucket", bucketArn]);
  await expect(lister.send(new GetObjectCommand({ Bucket, Key: "absent" }))).rejects.toMatchObject({
    name: "NoSuchKey",
  });
});

test("a version that is named needs its own action", async () => {
  const reader = await clientThatMay(["s3:GetObject", `${bucketArn}/*`]);
  await reader.send(new HeadObjectCommand({ Bucket, Key: "a" }));
  await expect(reader.send(new GetObjectCommand({ Bucket, Key: "a", VersionId: version }))).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining(`s3:GetObjectVersion on resource: ${bucketArn}/a`),
  });
  const versions = await clientThatMay(["s3:GetObjectVersion", `${bucketArn}/*`]);
  await versions.send(new HeadObjectCommand({ Bucket, Key: "a", VersionId: version }));
  await expect(versions.send(new GetObjectCommand({ Bucket, Key: "a" }))).rejects.toMatchObject(refused);
});

test("listing and heading the bucket need s3:ListBucket", async () => {
  const writer = await clientThatMay(["s3:PutObject", `${bucketArn}/in/*`]);
  await writer.send(new PutObjectCommand({ Bucket, Key: "in/a", Body: "x" }));
  await expect(writer.send(new PutObjectCommand({ Bucket, Key: "out/a", Body: "x" }))).rejects.toMatchObject(refused);
  await expect(writer.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(refused);
  await expect(writer.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
});

test("a copy needs both sides", async () => {
  const command = new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/a` });
  const writer = await clientThatMay(["s3:PutObject", `${bucketArn}/*`]);
  await expect(writer.send(command)).rejects.toMatchObject(refused);
  const both = await clientThatMay(["s3:PutObject", `${bucketArn}/*`], ["s3:GetObject", `${bucketArn}/a`]);
  await both.send(command);
});

test("a copy of an object with tags needs the tags of both sides, unless it leaves them", async () => {
  await admin.send(new PutObjectCommand({ Bucket, Key: "tagged", Body: "x", Tagging: "who=nora" }));
  const command = (TaggingDirective: "COPY" | "REPLACE") =>
    new CopyObjectCommand({ Bucket, Key: "tagged-copy", CopySource: `${Bucket}/tagged`, TaggingDirective });
  const copy: [string, string][] = [
    ["s3:PutObject", `${bucketArn}/*`],
    ["s3:GetObject", `${bucketArn}/*`],
  ];
  const without = await clientThatMay(...copy);
  await expect(without.send(command("COPY"))).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining(`s3:GetObjectTagging on resource: ${bucketArn}/tagged `),
  });
  await without.send(command("REPLACE"));
  const reading = await clientThatMay(...copy, ["s3:GetObjectTagging", `${bucketArn}/tagged`]);
  await expect(reading.send(command("COPY"))).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining(`s3:PutObjectTagging on resource: ${bucketArn}/tagged-copy `),
  });
  const both = await clientThatMay(
    ...copy,
    ["s3:GetObjectTagging", `${bucketArn}/tagged`],
    ["s3:PutObjectTagging", `${bucketArn}/tagged-copy`],
  );
  await both.send(command("COPY"));
});

test("a removal that tells of an ETag needs to read as well", async () => {
  const { ETag = "" } = await admin.send(new PutObjectCommand({ Bucket, Key: "known", Body: "x" }));
  const remover = await clientThatMay(["s3:DeleteObject", `${bucketArn}/*`]);
  const command = new DeleteObjectCommand({ Bucket, Key: "known", IfMatch: ETag });
  await expect(remover.send(command)).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining("s3:GetObject"),
  });
  const { Errors } = await remover.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "known", ETag }] } }),
  );
  expect(Errors).toMatchObject([{ Key: "known", Code: "AccessDenied" }]);
  const reader = await clientThatMay(["s3:DeleteObject", `${bucketArn}/*`], ["s3:GetObject", `${bucketArn}/*`]);
  await reader.send(command);
});

test("a batch removes what may be removed and names the rest", async () => {
  await admin.send(new PutObjectCommand({ Bucket, Key: "mine/1", Body: "x" }));
  await admin.send(new PutObjectCommand({ Bucket, Key: "yours/1", Body: "x" }));
  const remover = await clientThatMay(["s3:DeleteObject", `${bucketArn}/mine/*`]);
  const output = await remover.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "mine/1" }, { Key: "yours/1" }] } }),
  );
  expect(output.Deleted).toMatchObject([{ Key: "mine/1" }]);
  expect(output.Errors).toMatchObject([{ Key: "yours/1", Code: "AccessDenied" }]);
  await admin.send(new HeadObjectCommand({ Bucket, Key: "yours/1" }));
});
