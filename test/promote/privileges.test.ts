import { expect, test } from "vitest";
import type { PolicyDocument } from "../../dev/endpoint/services/iam/policy-document.ts";
import { type Usage, comparePrivileges } from "../../dev/promote/privileges.ts";

const ROLE = "arn:aws:iam::000000000000:role/worker";
const TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/rows";
const OBJECTS = "arn:aws:s3:::pictures/*";

function used(action: string, resource: string, more: Partial<Usage> = {}): Usage {
  return { functionName: "f", action, resource, others: false, calls: 1, denied: 0, firstAt: 0, lastAt: 0, ...more };
}

function compare(statements: PolicyDocument["Statement"], usage: readonly Usage[]) {
  const document: PolicyDocument = { Version: "2012-10-17", Statement: statements };
  return comparePrivileges(ROLE, [{ name: "own", document }], usage);
}

test("what was asked for and no statement allows is missing, whatever the policies were at the time", () => {
  const { missing } = compare(
    [{ Sid: "Rows", Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: [TABLE] }],
    [
      used("dynamodb:PutItem", TABLE, { calls: 3, denied: 3 }),
      used("dynamodb:PutItem", `${TABLE}-other`),
      used("dynamodb:GetItem", TABLE),
    ],
  );
  expect(missing.map(({ action, resource }) => [action, resource])).toEqual([
    ["dynamodb:PutItem", `${TABLE}-other`],
    ["dynamodb:GetItem", TABLE],
  ]);
});

test("an action or a resource of a statement that no call has needed has no calls", () => {
  const { statements } = compare(
    [
      {
        Sid: "Pictures",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: [OBJECTS, "arn:aws:s3:::archive/*"],
      },
      { Effect: "Allow", Action: ["dynamodb:*"], Resource: [TABLE] },
    ],
    [
      used("s3:GetObject", "arn:aws:s3:::pictures/a.jpg", { calls: 2 }),
      used("s3:GetObject", "arn:aws:s3:::pictures/b.jpg"),
    ],
  );
  expect(statements).toEqual([
    {
      policy: "own",
      statement: "Pictures",
      actions: [
        { pattern: "s3:GetObject", calls: 3 },
        { pattern: "s3:PutObject", calls: 0 },
      ],
      resources: [
        { pattern: OBJECTS, calls: 3 },
        { pattern: "arn:aws:s3:::archive/*", calls: 0 },
      ],
    },
    {
      policy: "own",
      statement: "statement 2",
      actions: [{ pattern: "dynamodb:*", calls: 0 }],
      resources: [{ pattern: TABLE, calls: 0 }],
    },
  ]);
});

test("an explicit deny makes missing what a statement allows; a condition that is met allows", () => {
  const { missing, statements } = compare(
    [
      {
        Effect: "Allow",
        Action: ["s3:GetObject"],
        Resource: [OBJECTS],
        Condition: { Bool: { "aws:SecureTransport": ["true"] } },
      },
      { Effect: "Deny", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::pictures/secret/*"] },
    ],
    [used("s3:GetObject", "arn:aws:s3:::pictures/a.jpg"), used("s3:GetObject", "arn:aws:s3:::pictures/secret/b.jpg")],
  );
  expect(missing.map(({ resource }) => resource)).toEqual(["arn:aws:s3:::pictures/secret/b.jpg"]);
  expect(statements).toHaveLength(1);
});

test("calls on resources that were no longer kept one by one count for every resource and are missing only if denied", () => {
  const others = { others: true, calls: 5 } as const;
  const statement = { Sid: "Rows", Effect: "Allow" as const, Action: ["dynamodb:GetItem"], Resource: [TABLE] };
  const allowed = compare([statement], [used("dynamodb:GetItem", "*", others)]);
  expect(allowed.missing).toEqual([]);
  expect(allowed.statements[0]?.resources).toEqual([{ pattern: TABLE, calls: 5 }]);
  expect(compare([statement], [used("dynamodb:GetItem", "*", { ...others, denied: 2 })]).missing).toHaveLength(1);
});

test("a policy of AWS's that allows more than was used is too wide, one that was used up is not", () => {
  const name = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
  const document = (Action: string[]): PolicyDocument => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: ["*"] }],
  });
  const usage = [used("s3:GetObject", "arn:aws:s3:::pictures/a.jpg", { calls: 2 }), used("sqs:SendMessage", "*")];
  const { statements, missing, tooWide } = comparePrivileges(
    ROLE,
    [
      { name, document: document(["s3:*", "s3-object-lambda:*"]) },
      { name: `${name}2`, document: document(["s3:getobject"]) },
    ],
    usage,
  );
  expect(statements).toEqual([]);
  expect(missing.map(({ action }) => action)).toEqual(["sqs:SendMessage"]);
  expect(tooWide).toEqual([
    {
      policy: name,
      grants: ["s3:*", "s3-object-lambda:*"],
      used: [{ action: "s3:GetObject", resource: "arn:aws:s3:::pictures/a.jpg", calls: 2 }],
    },
  ]);
});
