import { expect, test } from "vitest";
import { evaluate } from "../../../../../dev/endpoint/services/cloudformation/template/evaluate.ts";
import type { Scope } from "../../../../../dev/endpoint/services/cloudformation/template/scope.ts";

const SCOPE: Scope = {
  parameters: { Stage: "prod", Zones: ["a", "b"] },
  pseudo: { "AWS::Region": "eu-west-1", "AWS::AccountId": "000000000000" },
  mappings: { Sizes: { prod: { memory: 512 } } },
  conditions: {
    IsProd: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] },
    IsTest: { "Fn::Not": [{ Condition: "IsProd" }] },
    Both: { "Fn::And": [{ Condition: "IsProd" }, { Condition: "IsTest" }] },
    Round: { "Fn::Not": [{ Condition: "AndRound" }] },
    AndRound: { "Fn::Or": [{ Condition: "IsTest" }, { Condition: "Round" }] },
    Odd: { constructor: ["a"] },
    Either: { "Fn::Or": [{ Condition: "IsProd" }, { Condition: "IsTest" }] },
  },
  resource: (id) =>
    id === "Queue"
      ? { physicalId: "http://queue", attributes: { Arn: "arn:queue", "Endpoint.Port": "80" } }
      : undefined,
  exported: (name) => (name === "shared" ? "from elsewhere" : undefined),
};

test.each([
  ["Ref of a parameter", { Ref: "Stage" }, "prod"],
  ["Ref of a list", { Ref: "Zones" }, ["a", "b"]],
  ["Ref of a resource", { Ref: "Queue" }, "http://queue"],
  ["Ref of a pseudo parameter", { Ref: "AWS::Region" }, "eu-west-1"],
  ["GetAtt as a list", { "Fn::GetAtt": ["Queue", "Arn"] }, "arn:queue"],
  ["GetAtt as a text with a dotted attribute", { "Fn::GetAtt": "Queue.Endpoint.Port" }, "80"],
  ["Join over a list", { "Fn::Join": ["-", ["x", { Ref: "Stage" }, 1]] }, "x-prod-1"],
  ["Join over a function", { "Fn::Join": [",", { Ref: "Zones" }] }, "a,b"],
  ["Sub", { "Fn::Sub": "${Stage}/${Queue.Arn}/${!Literal}/${AWS::Region}" }, "prod/arn:queue/${Literal}/eu-west-1"],
  ["Sub with variables", { "Fn::Sub": ["${A}-${Stage}", { A: { "Fn::Select": ["1", { Ref: "Zones" }] } }] }, "b-prod"],
  ["Split and Select", { "Fn::Select": [2, { "Fn::Split": ["/", "a/b/c"] }] }, "c"],
  ["If", { "Fn::If": ["IsProd", "yes", { Ref: "Nowhere" }] }, "yes"],
  ["And", { "Fn::If": ["Both", 1, 2] }, 2],
  ["Or", { "Fn::If": ["Either", 1, 2] }, 1],
  ["FindInMap", { "Fn::FindInMap": ["Sizes", { Ref: "Stage" }, "memory"] }, 512],
  ["Base64", { "Fn::Base64": "héllo" }, "aMOpbGxv"],
  ["GetAZs of the stack's region", { "Fn::GetAZs": "" }, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]],
  ["GetAZs of a region", { "Fn::Select": [1, { "Fn::GetAZs": "us-east-1" }] }, "us-east-1b"],
  ["Cidr", { "Fn::Cidr": ["10.0.0.0/16", 3, 8] }, ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]],
  [
    "Cidr of a block by any address in it",
    { "Fn::Cidr": ["192.168.7.9/24", "2", "5"] },
    ["192.168.7.0/27", "192.168.7.32/27"],
  ],
  ["Length", { "Fn::Length": { Ref: "Zones" } }, 2],
  ["ToJsonString", { "Fn::ToJsonString": { a: { Ref: "Stage" }, b: { Ref: "AWS::NoValue" } } }, '{"a":"prod"}'],
  ["ImportValue", { "Fn::ImportValue": "shared" }, "from elsewhere"],
  ["NoValue in an object", { a: 1, b: { Ref: "AWS::NoValue" } }, { a: 1 }],
  ["NoValue in a list", [1, { "Fn::If": ["IsTest", 2, { Ref: "AWS::NoValue" }] }], [1]],
  ["a policy with a key that looks like no function", { Ref: "Stage", Other: 1 }, { Ref: "Stage", Other: 1 }],
])("%s", (_name, value, expected) => {
  expect(evaluate(value, SCOPE)).toEqual(expected);
});

test.each([
  [{ Ref: "Nowhere" }, "Unresolved resource dependencies [Nowhere]"],
  [{ "Fn::GetAtt": ["Queue", "Colour"] }, "resource Queue does not support attribute type Colour in Fn::GetAtt"],
  [{ "Fn::GetAtt": ["Queue", "toString"] }, "resource Queue does not support attribute type toString in Fn::GetAtt"],
  [{ Ref: "constructor" }, "Unresolved resource dependencies [constructor] in the Resources block of the template"],
  [{ "Fn::FindInMap": ["Sizes", "prod", "colour"] }, "Unable to get mapping for Sizes::prod::colour"],
  [{ "Fn::Select": [5, ["a"]] }, "Fn::Select cannot select nonexistent value at index 5"],
  [{ "Fn::Cidr": ["10.0.0.0/30", 2, 8] }, "10.0.0.0/30 does not hold 2 blocks with 8 bits each"],
  [{ "Fn::Cidr": ["10.0.0.0/16", "two", 8] }, "10.0.0.0/16 does not hold NaN blocks"],
  [{ "Fn::Cidr": ["2001:db8::/32", 2, 8] }, "is no block of IPv4 addresses"],
  [{ "Fn::Transform": { Name: "Other" } }, "Fn::Transform is not supported by the embedded engine"],
  [{ "Fn::ImportValue": "nothing" }, "No export named nothing found"],
  [{ "Fn::FindInMap": ["Sizes", "constructor", "name"] }, "Unable to get mapping for Sizes::constructor::name"],
  [{ "Fn::If": ["Round", 1, 2] }, "Circular dependency of the condition Round on itself"],
  [{ "Fn::If": ["Odd", 1, 2] }, "Every condition must be a condition function"],
  [{ "Fn::If": ["Missing", 1, 2] }, "Unresolved condition dependency Missing"],
])("%j is refused", (value, message) => {
  expect(() => evaluate(value, SCOPE)).toThrow(message);
});
