import { expect, test } from "vitest";
import { parseTemplate } from "../../../../../dev/endpoint/services/cloudformation/template/template.ts";

const Resources = { Q: { Type: "AWS::SQS::Queue" } };

test("JSON and YAML come to the same", () => {
  const yaml = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n";
  expect(parseTemplate(yaml)).toEqual(parseTemplate(JSON.stringify({ Resources })));
});

test("the language extensions are taken, another transform is refused by its name", () => {
  const withTransform = (Transform: unknown) => parseTemplate(JSON.stringify({ Transform, Resources }));
  expect(withTransform("AWS::LanguageExtensions").Transform).toEqual(["AWS::LanguageExtensions"]);
  expect(() => withTransform("AWS::Serverless-2016-10-31")).toThrow(
    'The transform "AWS::Serverless-2016-10-31" (macros, SAM) is not supported',
  );
  expect(() => withTransform(["AWS::LanguageExtensions", "Own"])).toThrow('The transform "Own"');
  // With a section that it alone knows.
  const sam = { Transform: "AWS::Serverless-2016-10-31", Globals: { Function: { Timeout: 3 } }, Resources };
  expect(() => parseTemplate(JSON.stringify(sam))).toThrow('The transform "AWS::Serverless-2016-10-31"');
  expect(() => parseTemplate(JSON.stringify({ Globals: {}, Resources }))).toThrow(
    "Template format error: Invalid template property or properties [Globals]",
  );
});

test("what is neither is told as what it looks like", () => {
  expect(() => parseTemplate('{"Resources": ')).toThrow("Template format error: JSON not well-formed.");
  expect(() => parseTemplate("just a text")).toThrow("Template format error: unsupported structure.");
});
