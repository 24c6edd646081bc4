import { expect, test } from "vitest";
import {
  creationOrder,
  findDependencies,
} from "../../../../../dev/endpoint/services/cloudformation/template/dependencies.ts";
import { parseTemplate } from "../../../../../dev/endpoint/services/cloudformation/template/template.ts";

function orderOf(Resources: Record<string, object>): string[] {
  return creationOrder(findDependencies(parseTemplate(JSON.stringify({ Resources }))));
}

const properties = (Value: unknown) => ({ Type: "T", Properties: { Value } });

test("a resource comes after what it refers to, otherwise the template's order holds", () => {
  expect(
    orderOf({
      ByRef: properties({ Ref: "Last" }),
      Free: properties(1),
      BySub: properties({ "Fn::Sub": "${AWS::Region}-${ByRef.Arn}-${!Free}" }),
      ByGetAtt: properties([{ "Fn::GetAtt": "BySub.Arn" }]),
      ByDependsOn: { Type: "T", DependsOn: "ByGetAtt" },
      Last: properties("x"),
    }),
  ).toEqual(["Free", "Last", "ByRef", "BySub", "ByGetAtt", "ByDependsOn"]);
});

test("a variable of Fn::Sub hides a resource of its name", () => {
  expect(orderOf({ A: properties({ "Fn::Sub": ["${B}", { B: "text" }] }), B: properties({ Ref: "A" }) })).toEqual([
    "A",
    "B",
  ]);
});

test("a cycle is refused, naming those in it only", () => {
  expect(() =>
    orderOf({
      A: properties({ Ref: "B" }),
      B: { Type: "T", DependsOn: ["C"] },
      C: properties({ "Fn::GetAtt": ["A", "Arn"] }),
      Behind: properties({ Ref: "A" }),
    }),
  ).toThrow("Circular dependency between resources: [A, B, C]");
});

test("names that are nowhere are refused", () => {
  expect(() => orderOf({ A: properties({ Ref: "B" }), C: { Type: "T", DependsOn: "D" } })).toThrow(
    "Template format error: Unresolved resource dependencies [B, D] in the Resources block of the template",
  );
});
