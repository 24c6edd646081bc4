import { expect, test } from "vitest";
import { compilePolicies } from "../../../../dev/endpoint/services/iam/evaluate.ts";
import { parseIdentityPolicy } from "../../../../dev/endpoint/services/iam/policy-document.ts";

const SESSION = new Map([
  ["aws:principalarn", "arn:aws:iam::000000000000:role/service/reader"],
  ["aws:principalaccount", "000000000000"],
  ["aws:securetransport", "true"],
  ["aws:principaltag/team", "faces"],
]);

function compile(...statements: object[]) {
  const document = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  return compilePolicies([parseIdentityPolicy(document)], SESSION);
}

function decide(statements: object[], action: string, resource: string): boolean {
  return compile(...statements).allows({ action, resource });
}

const OBJECT = "arn:aws:s3:::pictures/ada.jpg";

test.each<[string, object, boolean]>([
  ["its action and resource", { Action: "s3:GetObject", Resource: OBJECT }, true],
  ["its action in another case", { Action: "S3:getobject", Resource: OBJECT }, true],
  ["an action of several", { Action: ["s3:PutObject", "s3:GetObject"], Resource: OBJECT }, true],
  ["a wildcard action", { Action: "s3:Get*", Resource: OBJECT }, true],
  ["? in an action", { Action: "s3:?etObject", Resource: OBJECT }, true],
  ["every action", { Action: "*", Resource: "*" }, true],
  ["another action", { Action: "s3:PutObject", Resource: OBJECT }, false],
  ["only the begin of the action", { Action: "s3:Get", Resource: OBJECT }, false],
  ["a wildcard resource", { Action: "s3:GetObject", Resource: "arn:aws:s3:::pictures/*" }, true],
  ["? in a resource", { Action: "s3:GetObject", Resource: "arn:aws:s3:::picture?/ada.jpg" }, true],
  [
    "the resource in another case",
    { Action: "s3:GetObject", Resource: OBJECT.toUpperCase().replace("ARN:AWS:S3", "arn:aws:s3") },
    false,
  ],
  ["the bucket, not its objects", { Action: "s3:GetObject", Resource: "arn:aws:s3:::pictures" }, false],
  ["a dot that is no wildcard", { Action: "s3:GetObject", Resource: "arn:aws:s3:::pictures/adaXjpg" }, false],
  ["all but another action", { NotAction: "s3:PutObject", Resource: "*" }, true],
  ["all but this action", { NotAction: "s3:Get*", Resource: "*" }, false],
  ["all but another resource", { Action: "*", NotResource: "arn:aws:s3:::other/*" }, true],
  ["all but this resource", { Action: "*", NotResource: "arn:aws:s3:::pictures/*" }, false],
  ["a policy variable", { Action: "*", Resource: "arn:aws:s3:::pictures/${aws:PrincipalTag/team}*" }, false],
])("an Allow of %s", (_what, statement, allowed) => {
  expect(decide([{ Effect: "Allow", ...statement }], "s3:GetObject", OBJECT)).toBe(allowed);
});

test("nothing is allowed by default, and an explicit deny wins in any order", () => {
  const allow = { Effect: "Allow", Action: "s3:*", Resource: "*" };
  const deny = { Effect: "Deny", Action: "s3:GetObject", Resource: "arn:aws:s3:::pictures/*" };
  expect(decide([deny], "s3:PutObject", OBJECT)).toBe(false);
  expect(decide([allow, deny], "s3:GetObject", OBJECT)).toBe(false);
  expect(decide([deny, allow], "s3:GetObject", OBJECT)).toBe(false);
  expect(decide([deny, allow], "s3:PutObject", OBJECT)).toBe(true);
});

test("a wildcard within a segment stays in it, at its end and in the resource part it reaches on", () => {
  const stream = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f:log-stream:2026/11/24";
  const allows = (Resource: string): boolean =>
    decide([{ Effect: "Allow", Action: "*", Resource }], "logs:PutLogEvents", stream);
  expect(allows("arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f:*")).toBe(true);
  expect(allows("arn:aws:logs:*:log-group:/aws/lambda/f:*")).toBe(true);
  expect(allows("arn:aws:logs:us-*-1:000000000000:log-group:*/24")).toBe(true);
  expect(allows("arn:aws:l*1:000000000000:log-group:*")).toBe(false);
});

test("what knows no resource needs a policy on *", () => {
  const on = (Resource: string) => decide([{ Effect: "Allow", Action: "*", Resource }], "s3:ListAllMyBuckets", "*");
  expect(on("*")).toBe(true);
  expect(on("arn:aws:s3:::*")).toBe(false);
});

test("variables of the session are filled in", () => {
  const Resource = "arn:aws:s3:::pictures/${aws:PrincipalTag/team}/*";
  const on = (resource: string) => decide([{ Effect: "Allow", Action: "*", Resource }], "s3:GetObject", resource);
  expect(on("arn:aws:s3:::pictures/faces/ada.jpg")).toBe(true);
  expect(on("arn:aws:s3:::pictures/other/ada.jpg")).toBe(false);
});

test.each<[object, boolean]>([
  [{ StringEquals: { "aws:PrincipalAccount": "000000000000" } }, true],
  [{ StringEquals: { "aws:PrincipalAccount": ["1", "2"] } }, false],
  [{ StringNotEquals: { "aws:PrincipalAccount": "111111111111" } }, true],
  [{ StringEqualsIgnoreCase: { "AWS:principaltag/Team": "FACES" } }, true],
  [{ StringLike: { "aws:PrincipalTag/team": "f?ce*" } }, true],
  [{ StringNotLike: { "aws:PrincipalTag/team": "f?ce*" } }, false],
  [{ StringEquals: { "aws:PrincipalTag/none": "x" } }, false],
  [{ StringEqualsIfExists: { "aws:PrincipalTag/none": "x" } }, true],
  [{ Null: { "aws:PrincipalTag/none": "true" } }, true],
  [{ Null: { "aws:PrincipalTag/team": true } }, false],
  [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/service/*" } }, true],
  [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*" } }, false],
  [{ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } }, false],
  [{ Bool: { "aws:SecureTransport": true } }, true],
  [{ Bool: { "aws:SecureTransport": "false" } }, false],
  [{ Bool: { "aws:SecureTransport": "true" }, StringEquals: { "aws:PrincipalAccount": "1" } }, false],
])("the condition %j is %s", (Condition, met) => {
  const statement = { Action: "*", Resource: "*", Condition };
  expect(decide([{ Effect: "Allow", ...statement }], "s3:GetObject", OBJECT)).toBe(met);
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  expect(decide([everything, { Effect: "Deny", ...statement }], "s3:GetObject", OBJECT)).toBe(!met);
});

test.each([
  ["a key that is not known", { Condition: { StringEquals: { "s3:prefix": "a" } }, Resource: "*" }],
  ["an operator that is not known", { Condition: { IpAddress: { "aws:PrincipalAccount": "::1" } }, Resource: "*" }],
  ["a variable that is not known", { Resource: "arn:aws:s3:::${aws:username}/*" }],
])("%s refuses, as Allow and as Deny, and is told", (_what, statement) => {
  const allow = compile({ Effect: "Allow", Action: "*", ...statement });
  const get = { action: "s3:GetObject", resource: OBJECT };
  expect(allow.allows(get)).toBe(false);
  const deny = compile({ Effect: "Allow", Action: "*", Resource: "*" }, { Effect: "Deny", Action: "*", ...statement });
  expect(deny.allows(get)).toBe(false);
  expect([allow.undecided(get).length, deny.undecided(get).length]).toEqual([1, 1]);
});

test("a variable that is not known refuses through NotResource too", () => {
  const NotResource = "arn:aws:s3:::${aws:username}/*";
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  expect(decide([{ Effect: "Allow", Action: "*", NotResource }], "s3:GetObject", OBJECT)).toBe(false);
  expect(decide([everything, { Effect: "Deny", Action: "*", NotResource }], "s3:GetObject", OBJECT)).toBe(false);
});

test("iam:PassedToService is the service that takes the role, and nothing for other actions", () => {
  const role = "arn:aws:iam::000000000000:role/r";
  const passing = (passedTo?: string) => ({
    action: "iam:PassRole",
    resource: role,
    ...(passedTo === undefined ? {} : { passedTo }),
  });
  const toLambda = { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } };
  const allow = compile({ Effect: "Allow", Action: "iam:PassRole", Resource: "*", Condition: toLambda });
  const answers = ["lambda.amazonaws.com", "cloudformation.amazonaws.com", undefined].map((service) =>
    allow.allows(passing(service)),
  );
  expect(answers).toEqual([true, false, false]);
  expect(allow.undecided(passing("cloudformation.amazonaws.com"))).toEqual([]);
  const deny = compile(
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Effect: "Deny", Action: "*", Resource: "*", Condition: { StringLike: { "IAM:passedToService": "lambda.*" } } },
  );
  expect(deny.allows(passing("lambda.amazonaws.com"))).toBe(false);
  expect(deny.allows(passing("cloudformation.amazonaws.com"))).toBe(true);
});
