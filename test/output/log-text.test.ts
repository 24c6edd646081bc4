import { expect, test } from "vitest";
import { logText } from "../../dev/output/log-text.ts";

test.each([
  ['{"level":"INFO","message":"Picture is REGISTERED.","status":"REGISTERED"}', "INFO Picture is REGISTERED."],
  [
    '{"level":"ERROR","message":"Record failed.","error":{"name":"TypeError","message":"no","stack":"…"}}',
    "ERROR Record failed. TypeError: no",
  ],
  [
    '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[],"Metrics":[{"Name":"Faces"}]}]},"Faces":2}',
    "metrics Faces 2",
  ],
  ["2026-01-02T03:04:05.678Z\t6f-1\tERROR\tInvoke Error\t{}", "ERROR Invoke Error {}"],
  ["START RequestId: 1 Version: $LATEST", "START RequestId: 1 Version: $LATEST"],
])("%s reads %s", (line, text) => {
  expect(logText(line)).toBe(text);
});
