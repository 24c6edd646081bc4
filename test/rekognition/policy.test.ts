import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  DeleteCollectionCommand,
  DeleteUserCommand,
  DetectFacesCommand,
  DisassociateFacesCommand,
  IndexFacesCommand,
  ListCollectionsCommand,
  ListFacesCommand,
  ListUsersCommand,
  RekognitionClient,
  SearchUsersByImageCommand,
  SearchUsersCommand,
} from "@aws-sdk/client-rekognition";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { Credentials } from "../../dev/endpoint/identity/credentials.ts";
import { STRANGER, startFaceEndpoint } from "./face-endpoint.ts";

const ACCOUNT = "000000000000";
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/indexer/f`;
const FACE_BYTES = Buffer.from("never looked at");
const collectionArn = (name: string) => `arn:aws:rekognition:us-east-1:${ACCOUNT}:collection/${name}`;

const { endpoint, client: admin } = await startFaceEndpoint();
/** Signs as a function whose role may list and index the faces of `employees`, and create `own`. */
const indexer = await asIndexer();
await admin.send(new CreateCollectionCommand({ CollectionId: "employees" }));

async function asIndexer(): Promise<RekognitionClient> {
  const iam = new IAMClient(endpoint.client);
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const policy = [
    {
      Effect: "Allow",
      Action: ["rekognition:ListFaces", "rekognition:IndexFaces"],
      Resource: collectionArn("employees"),
    },
    { Effect: "Allow", Action: "rekognition:CreateCollection", Resource: collectionArn("own") },
  ];
  const document = (Statement: unknown) => JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new CreateRoleCommand({ RoleName: "indexer", AssumeRolePolicyDocument: document(trust) }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "indexer", PolicyName: "own", PolicyDocument: document(policy) }),
  );
  const credentials = await new Credentials(endpoint.state, ACCOUNT).issue({
    account: ACCOUNT,
    arn: SESSION,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/indexer`,
    enforced: true,
    seconds: 3600,
  });
  return new RekognitionClient({ ...endpoint.client, credentials });
}

test("lets a role do what it may on the collection that it names, and nothing else", async () => {
  const listed = await indexer.send(new ListFacesCommand({ CollectionId: "employees" }));
  const denied = (action: string, resource: string) => ({
    name: "AccessDeniedException",
    message: expect.stringContaining(
      `User: ${SESSION} is not authorized to perform: ${action} on resource: ${resource}`,
    ),
    $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    Code: "AccessDeniedException",
    Logref: expect.any(String),
  });

  expect(listed.Faces).toEqual([]);
  await expect(indexer.send(new ListFacesCommand({ CollectionId: "others" }))).rejects.toMatchObject(
    denied("rekognition:ListFaces", collectionArn("others")),
  );
  await expect(indexer.send(new DeleteCollectionCommand({ CollectionId: "employees" }))).rejects.toMatchObject(
    denied("rekognition:DeleteCollection", collectionArn("employees")),
  );
  await expect(indexer.send(new ListCollectionsCommand({}))).rejects.toMatchObject(
    denied("rekognition:ListCollections", "*"),
  );
  await expect(indexer.send(new DetectFacesCommand({ Image: { Bytes: Buffer.from("x") } }))).rejects.toMatchObject(
    denied("rekognition:DetectFaces", "*"),
  );
});

test.each([
  ["CreateUser", new CreateUserCommand({ CollectionId: "employees", UserId: "u" })],
  ["DeleteUser", new DeleteUserCommand({ CollectionId: "employees", UserId: "u" })],
  ["ListUsers", new ListUsersCommand({ CollectionId: "employees" })],
  ["AssociateFaces", new AssociateFacesCommand({ CollectionId: "employees", UserId: "u", FaceIds: [STRANGER] })],
  ["DisassociateFaces", new DisassociateFacesCommand({ CollectionId: "employees", UserId: "u", FaceIds: [STRANGER] })],
  ["SearchUsers", new SearchUsersCommand({ CollectionId: "employees", UserId: "u" })],
  ["SearchUsersByImage", new SearchUsersByImageCommand({ CollectionId: "employees", Image: { Bytes: FACE_BYTES } })],
])("asks for %s on the collection", async (operation, command) => {
  // Each command has a type of its own, which `send` tells apart by overloads.
  await expect(indexer.send(command as CreateUserCommand)).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining(`perform: rekognition:${operation} on resource: ${collectionArn("employees")}`),
  });
});

test("needs TagResource to create a collection with tags", async () => {
  const tagged = indexer.send(new CreateCollectionCommand({ CollectionId: "own", Tags: { team: "a" } }));

  await expect(tagged).rejects.toThrow("is not authorized to perform: rekognition:TagResource");
  await expect(indexer.send(new CreateCollectionCommand({ CollectionId: "own" }))).resolves.toBeDefined();
});

test("reads pictures from S3 with the role's own permissions", async () => {
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "pictures" }));
  // Too large to be looked at, which tells that it was reached.
  await s3.send(new PutObjectCommand({ Bucket: "pictures", Key: "nora.jpg", Body: new Uint8Array((15 << 20) + 1) }));
  const index = (client: RekognitionClient) =>
    client.send(
      new IndexFacesCommand({
        CollectionId: "employees",
        Image: { S3Object: { Bucket: "pictures", Name: "nora.jpg" } },
      }),
    );
  const errors: (string | undefined)[] = [];
  const stop = endpoint.bus.on("recognised", ({ error }) => errors.push(error));

  await expect(index(indexer)).rejects.toMatchObject({ name: "InvalidS3ObjectException" });
  await expect(index(admin)).rejects.toMatchObject({ name: "ImageTooLargeException" });
  stop();

  expect(errors[0]).toContain("is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::pictures/nora.jpg");
});
