import { expect, test } from "vitest";
import {
  type GivenParameter,
  parameterValues,
  settleParameters,
} from "../../../../../dev/endpoint/services/cloudformation/template/parameters.ts";
import { parseTemplate } from "../../../../../dev/endpoint/services/cloudformation/template/template.ts";

const SSM: Record<string, string> = { "/version": "32" };

function settle(Parameters: Record<string, object>, given: GivenParameter[] = [], previous: string[] = []) {
  const template = parseTemplate(JSON.stringify({ Parameters, Resources: { A: { Type: "T" } } }));
  const before = previous.map((value, at) => ({ key: Object.keys(Parameters)[at] ?? "", value }));
  return settleParameters(template, given, before, async (name) => SSM[name]).then((settled) =>
    parameterValues(template, settled),
  );
}

test("values are given, previous, or the default", async () => {
  const text = { Type: "String", Default: "fallback" };
  expect(await settle({ P: text })).toEqual({ P: "fallback" });
  expect(await settle({ P: text }, [{ ParameterKey: "P", ParameterValue: "own" }])).toEqual({ P: "own" });
  expect(await settle({ P: text }, [{ ParameterKey: "P", UsePreviousValue: true }], ["old"])).toEqual({ P: "old" });
});

test("lists are split, SSM names are looked up", async () => {
  expect(
    await settle({
      List: { Type: "CommaDelimitedList", Default: "a, b" },
      Some: { Type: "CommaDelimitedList", Default: "b,a", AllowedValues: ["a", "b", "c"], AllowedPattern: "[a-z]" },
      Version: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/version" },
    }),
  ).toEqual({ List: ["a", "b"], Some: ["b", "a"], Version: "32" });
});

test.each([
  [{ Type: "String" }, undefined, "Parameters: [P] must have values"],
  [{ Type: "String", AllowedValues: ["a"] }, "b", "Parameter 'P' must be one of AllowedValues"],
  [{ Type: "String", AllowedPattern: "[a-z]+" }, "a1", "Parameter 'P' must match pattern [a-z]+"],
  [{ Type: "String", AllowedPattern: "[a-z" }, "a", "AllowedPattern of parameter P is no regular expression"],
  [{ Type: "String", AllowedPattern: "(a+)+" }, `${"a".repeat(64)}b`, "AllowedPattern of parameter P takes too long"],
  [{ Type: "String", MinLength: 3 }, "ab", "Parameter 'P' must contain at least 3 characters"],
  [{ Type: "String", MaxLength: "1" }, "ab", "Parameter 'P' must contain at most 1 characters"],
  [{ Type: "CommaDelimitedList", AllowedValues: ["a", "b"] }, "a, c", "Parameter 'P' must be one of AllowedValues"],
  [{ Type: "CommaDelimitedList", AllowedPattern: "[a-z]" }, "a,1", "Parameter 'P' must match pattern [a-z]"],
  [{ Type: "List<Number>" }, "1,,2", "Parameter 'P' must be a number"],
  [{ Type: "Number" }, "many", "Parameter 'P' must be a number"],
  [{ Type: "Number", MinValue: 5 }, "4", "Parameter 'P' must be a number not less than 5"],
  [{ Type: "Number", MaxValue: 5 }, "6", "Parameter 'P' must be a number not greater than 5"],
  [
    { Type: "Number", MaxValue: 5, ConstraintDescription: "up to five" },
    "6",
    "P failed to satisfy constraint: up to five",
  ],
  [{ Type: "AWS::SSM::Parameter::Value<String>" }, "/none", "Unable to fetch parameters [/none] from parameter store"],
  [{ Type: "AWS::EC2::KeyPair::KeyName" }, "key", "AWS::EC2::KeyPair::KeyName of parameter P is not supported"],
])("%j does not take %j", async (declaration, value, message) => {
  const given = value === undefined ? [] : [{ ParameterKey: "P", ParameterValue: value }];
  await expect(settle({ P: declaration }, given)).rejects.toThrow(message);
});

test("a parameter that the template does not have is refused", async () => {
  await expect(settle({}, [{ ParameterKey: "Q", ParameterValue: "1" }])).rejects.toThrow(
    "Parameters: [Q] do not exist in the template",
  );
});
