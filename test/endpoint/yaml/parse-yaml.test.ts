import { expect, test } from "vitest";
import { parseYaml } from "../../../dev/endpoint/yaml/parse-yaml.ts";

test.each([
  ["!Ref", "v: !Ref Name", { Ref: "Name" }],
  ["!Condition", "v: !Condition IsProd", { Condition: "IsProd" }],
  ["!GetAtt with a dot", "v: !GetAtt Table.Stream.Arn", { "Fn::GetAtt": ["Table", "Stream.Arn"] }],
  ["!GetAtt of a list", "v: !GetAtt [Table, Arn]", { "Fn::GetAtt": ["Table", "Arn"] }],
  ["!Sub of a text", "v: !Sub '${AWS::Region}-x'", { "Fn::Sub": "${AWS::Region}-x" }],
  ["!Sub of a list", "v: !Sub\n  - ${a}\n  - {a: !Ref B}", { "Fn::Sub": ["${a}", { a: { Ref: "B" } }] }],
  [
    "short forms in one another",
    "v: !If [C, !Ref A, !Ref 'AWS::NoValue']",
    { "Fn::If": ["C", { Ref: "A" }, { Ref: "AWS::NoValue" }] },
  ],
  ["!Transform of a map", "v: !Transform {Name: n}", { "Fn::Transform": { Name: "n" } }],
  ["long forms", "v:\n  Fn::Join:\n    - ''\n    - [a, b]", { "Fn::Join": ["", ["a", "b"]] }],
  ["a date as its text", "v: 2012-10-17", "2012-10-17"],
  ["numbers and flags of YAML 1.1", "v: [010, 1.5, yes, off, '010']", [8, 1.5, true, false, "010"]],
  ["single letters as themselves", "v: [N, y]", ["N", "y"]],
  ["text over lines", 'v: |\n  {\n    "a": 1\n  }\n', '{\n  "a": 1\n}\n'],
  ["nothing", "v:", null],
  ["a dash in a list of one line", "v: !Split [-, q-r]", { "Fn::Split": ["-", "q-r"] }],
  ["a dash at the end of one", "v: [/, -]", ["/", "-"]],
  ["a dash in a map of one line", "v: {a: -, b: [-]}", { a: "-", b: ["-"] }],
  ["lists in lists", "v:\n  - - -\n  - [-1, --, '-']", [[[null]], [-1, "--", "-"]]],
  ["text that looks like one", "v: |\n  [-, b]\n", "[-, b]\n"],
  ["the last of a key that stands twice", "v: {a: 1, a: 2}", { a: 2 }],
])("%s", (_name, text, value) => {
  expect(parseYaml(text)).toEqual({ v: value });
});

test("what is no YAML is told with its place", () => {
  expect(() => parseYaml("a: [b\nc: d")).toThrow("YAML not well-formed. (line 2, column 1)");
});

test.each([
  ["a dash that begins a list in one of one line", "v: [ - , b ]", "(line 1, column "],
  ["a second document", "v: 1\n---\nv: 2\n", "(line 2, column 1)"],
])("%s is none", (_name, text, place) => {
  expect(() => parseYaml(text)).toThrow(`YAML not well-formed. ${place}`);
});

test("aliases are refused, as by CloudFormation", () => {
  expect(() => parseYaml("a: &anchor x\nb: *anchor")).toThrow("YAML aliases are not allowed");
});
