import { describe, expect, test } from "vitest";
import { filterPattern } from "../../../../dev/endpoint/services/logs/filter-pattern.ts";

// The rows with three words in capitals are of "Filter pattern syntax" in the CloudWatch Logs user guide.
test.each([
  ["", "anything", true],
  ['" "', "anything", true],
  ["ERROR", "[ERROR 400] BAD REQUEST", true],
  ["ERROR", "Exiting with ERRORCODE: -1", true],
  ["ERROR", "[error] no", false],
  ["ERROR Exception", "[ERROR] Caught IllegalArgumentException", true],
  ["ERROR ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS", true],
  ["ERROR ARGUMENTS", "[ERROR 400] BAD REQUEST", false],
  ['"INTERNAL SERVER ERROR"', "[ERROR 500] INTERNAL SERVER ERROR", true],
  ['"INTERNAL SERVER ERROR"', "SERVER ERROR, INTERNAL", false],
  ['"say \\"hi\\""', 'they say "hi" there', true],
  ["ERROR -ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS", false],
  ["ERROR -ARGUMENTS", "[ERROR 400] BAD REQUEST", true],
  ['-"BAD REQUEST"', "[ERROR 400] BAD REQUEST", false],
  ["?ERROR ?ARGUMENTS", "MISSING ARGUMENTS", true],
  ["?ERROR ?ARGUMENTS", "an INFO", false],
  ["?ERROR ?ARGUMENTS REQUEST", "[INFO] REQUEST FAILED", true],
  ["?ERROR -ARGUMENTS", "[INFO] REQUEST FAILED", true],
  ["%AUTHORIZED%", "[ERROR 401] UNAUTHORIZED REQUEST", true],
  ["%[45]\\d\\d%", "status 503", true],
  ["%[45]\\d\\d%", "status 200", false],
  ["%^starting|^initializing|^shutting down%", "shutting down", true],
  ["%^starting|^initializing|^shutting down%", "skipping initializing", false],
  ["%\\x28a\\x29%", "(a)", true],
])("pattern %s on %s: %s", (pattern, message, matches) => {
  expect(filterPattern(pattern)(message)).toBe(matches);
});

describe("JSON", () => {
  const message = {
    eventType: "UpdateTrail",
    sourceIPAddress: "111.111.111.111",
    arrayKey: ["value", "another value"],
    objectList: [
      { name: "a", id: 1 },
      { name: "b", id: 2 },
    ],
    SomeObject: null,
    ThisFlag: true,
    "cluster.name": "c",
    "detail-type": "d",
    latency: 55.5,
    code: "404",
    coordinates: [
      [0, 1],
      [4, 5],
    ],
  };

  test.each([
    ['{ $.eventType = "UpdateTrail" }', true],
    ["{ $.eventType = UpdateTrail }", true],
    ['{ $.eventType = "Update*" }', true],
    ["{ $.eventType = *Trail }", true],
    ["{ $.eventType = *date* }", true],
    ['{ $.eventType != "UpdateTrail" }', false],
    ["{ $.eventType = %Trail% }", true],
    ["{ $.eventType != %Trail% }", false],
    ["{ $.sourceIPAddress != 123.123.* }", true],
    ['{ $.arrayKey[0] = "value" }', true],
    ["{ $.arrayKey[*] = %val.{2}% }", true],
    ["{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }", true],
    ["{ $.objectList[*].id = 2 }", true],
    ["{ $.objectList[*].id = 3 }", false],
    ["{ $.objectList[1].id = 2 }", true],
    ["{ $.coordinates[1][0] >= 4 }", true],
    ["{ $.['cluster.name'] = \"c\" }", true],
    ['{ $.detail-type = "d" }', true],
    ["{ $.SomeObject IS NULL }", true],
    ["{ $.eventType IS NULL }", false],
    ["{ $.ThisFlag IS TRUE }", true],
    ["{ $.ThisFlag is false }", false],
    ["{ $.SomeOtherObject NOT EXISTS }", true],
    ["{ $.SomeObject NOT EXISTS }", false],
    ["{ $.latency > +50 }", true],
    ["{ $.latency < 5e1 }", false],
    ["{ $.latency = 5.55e+1 }", true],
    ["{ $.latency = * }", true],
    ['{ $.latency = "*" }', true],
    ["{ $.code = 404 }", true],
    ["{ $.code > 400 }", false],
    // What points to an object or an array matches neither way.
    ["{ $.arrayKey = value }", false],
    ["{ $.arrayKey != value }", false],
    ["{ $.missing != value }", false],
    ['{ $.eventType = "x" || $.latency > 50 && $.ThisFlag IS TRUE }', true],
    ['{ ($.eventType = "UpdateTrail" || $.latency > 50) && $.ThisFlag IS FALSE }', false],
    ['{ ($.eventType = "UpdateTrail") && ($.objectList[0].name = "a") }', true],
  ])("%s: %s", (pattern, matches) => {
    expect(filterPattern(pattern)(JSON.stringify(message))).toBe(matches);
    expect(filterPattern(pattern)("not JSON")).toBe(false);
    expect(filterPattern(pattern)('"text"')).toBe(false);
  });
});

describe("fields delimited by blanks", () => {
  const request = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
  const report = "REPORT RequestId: 8d6a\tDuration: 12.5 ms\tBilled Duration: 13 ms\n";

  test.each([
    ["[ip, user, username, timestamp, request, status_code, bytes]", request, true],
    ["[ip, user, username, timestamp, request, status_code, bytes, more]", request, false],
    ["[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]", request, true],
    ["[..., request =*.html*, status_code = 4*, bytes]", request, true],
    ["[..., request =*.html*, status_code = 4*,]", request, true],
    ["[..., status_code = 5*, bytes]", request, false],
    ["[ip, ..., bytes > 1000]", request, true],
    ["[ip, ..., bytes > 1000 && bytes < 1500]", request, false],
    ["[ip, ..., status_code = 404 || status_code = 410, bytes]", request, true],
    ["[ip, ..., (status_code = 404 || status_code = 410) && status_code != 404, bytes]", request, false],
    ['[ip, user = "Prod", ...]', request, true],
    ['[..., timestamp = "10/Oct/2000:13:25:15 -0700", request, status_code, bytes]', request, true],
    ["[..., request = %GET.*, HTTP%, status_code, bytes]", request, false],
    ["[w1=ERROR, w2]", "ERROR 09/25/2014 12:00:02 Failed to process request", true],
    ["[w1=ERROR, w2]", "ERROR", false],
    ["[w1=ERROR || w1=WARNING, w2]", "WARNING 09/25/2014 Invalid user request", true],
    ["[w1!=ERROR && w1!=WARNING, w2]", "INFO 09/25/2014 GET", true],
    ["[w1!=ERROR && w1!=WARNING, w2]", "ERROR 09/25/2014 GET", false],
    ['[label="REPORT", id_label="RequestId:", id, ms_label="Duration:", ms>10, ...]', report, true],
    ["[a, b, ..., c, d]", "only three words", false],
  ])("%s on %s: %s", (pattern, message, matches) => {
    expect(filterPattern(pattern)(message)).toBe(matches);
  });
});

test.each([
  ["{ $.a = }", "Invalid filter pattern: { $.a = }"],
  ["{ a = 1 }", "Invalid filter pattern: { a = 1 }"],
  ["{ $.a = 1", "Invalid filter pattern: { $.a = 1"],
  ["{ ($.a = 1 }", "Invalid filter pattern: { ($.a = 1 }"],
  ["{ ($.a = 1 $.b }", "Invalid filter pattern: { ($.a = 1 $.b }"],
  ["{ $.a = 1 $.b = 2 }", "Invalid filter pattern: { $.a = 1 $.b = 2 }"],
  ["{ $.a ~ 1 }", "Invalid filter pattern: { $.a ~ 1 }"],
  ["{ $.a > b }", "Invalid filter pattern: { $.a > b }"],
  ["{ $.a EXISTS }", "Invalid filter pattern: { $.a EXISTS }"],
  ["{ $.a IS NOT NULL }", "Invalid filter pattern: { $.a IS NOT NULL }"],
  ["{ $.*.b[*] = 1 }", "Invalid filter pattern: { $.*.b[*] = 1 }"],
  ["[a, b", "Invalid filter pattern: [a, b"],
  ["[..., a, ...]", "Invalid filter pattern: [..., a, ...]"],
  ["[a = 1 && b = 2]", "Invalid filter pattern: [a = 1 && b = 2]"],
  ["[a > x]", "Invalid filter pattern: [a > x]"],
  ['"open', 'Invalid filter pattern: "open'],
  ["%[%", "Invalid filter pattern: %[%"],
  // As AWS words them.
  ["/aws", "Invalid character(s) in term '/'"],
  ["?Status: timeout", "Invalid character(s) in term ':'"],
  ["%(a)%", "Invalid character(s) in term '('"],
  ["%something!%", "Invalid character(s) in term '!'"],
])("refuses the pattern %s", (pattern, message) => {
  expect(() => filterPattern(pattern)).toThrow(
    expect.objectContaining({ code: "InvalidParameterException", message }) as Error,
  );
});
