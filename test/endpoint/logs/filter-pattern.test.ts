import { expect, test } from "vitest";
import { filterPattern } from "../../../dev/endpoint/logs/filter-pattern.ts";

test.each([
  ["", "anything", true],
  ["ERROR", "[ERROR] no", true],
  ["ERROR", "[error] no", false],
  ["ERROR disk", "disk: ERROR", true],
  ["ERROR disk", "ERROR net", false],
  ['"disk full"', "the disk full again", true],
  ['"disk full"', "full disk", false],
  ['"say \\"hi\\""', 'they say "hi" there', true],
  ["ERROR -disk", "ERROR disk", false],
  ["ERROR -disk", "ERROR net", true],
  ["?ERROR ?WARN", "a WARN b", true],
  ["?ERROR ?WARN", "an INFO b", false],
  ["%[45]\\d\\d%", "status 503", true],
  ["%[45]\\d\\d%", "status 200", false],
])("pattern %s on %s: %s", (pattern, message, matches) => {
  expect(filterPattern(pattern)(message)).toBe(matches);
});

test.each([
  ['{ $.level = "ERROR" }', true],
  ["{ $.level = ERROR }", true],
  ['{ $.level = "ERR*" }', true],
  ['{ $.level != "ERROR" }', false],
  ["{ $.http.status >= 500 }", true],
  ["{ $.http.status < 500 }", false],
  ['{ $.tags[1] = "b" }', true],
  ["{ $.user IS NULL }", true],
  ["{ $.missing NOT EXISTS }", true],
  ["{ $.level NOT EXISTS }", false],
  ["{ $.ok IS FALSE }", true],
  ['{ $.level = "INFO" || $.http.status = 503 }', true],
  ['{ ($.level = "INFO" || $.ok IS TRUE) && $.http.status = 503 }', false],
])("JSON pattern %s: %s", (pattern, matches) => {
  const message = { level: "ERROR", http: { status: 503 }, tags: ["a", "b"], user: null, ok: false };
  expect(filterPattern(pattern)(JSON.stringify(message))).toBe(matches);
  expect(filterPattern(pattern)("not JSON")).toBe(false);
});

test.each(["{ $.a = }", "{ a = 1 }", "{ $.a = 1", '"open', "{ $.a ~ 1 }", "[a, b]", "%(%"])(
  "refuses the pattern %s",
  (pattern) => {
    expect(() => filterPattern(pattern)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException" }) as Error,
    );
  },
);
