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
  ["[INFO]\t2026-01-02T03:04:05.678Z\t6f-1\tlooking at a.jpg\n", "INFO looking at a.jpg"],
  ["[WARNING]\t2026-01-02T03:04:05.678Z\t\tbefore any event", "WARNING before any event"],
  [
    "[ERROR] ValueError: no day\nTraceback (most recent call last):\n",
    "ERROR ValueError: no day Traceback (most recent call last):",
  ],
  ["START RequestId: 6f-1 Version: $LATEST", "START Version: $LATEST"],
  ["END RequestId: 6f-1", "END"],
  [
    "REPORT RequestId: 6f-1\tDuration: 1.00 ms\tBilled Duration: 2 ms\t\n",
    "REPORT Duration: 1.00 ms Billed Duration: 2 ms",
  ],
])("%s reads %s", (line, text) => {
  expect(logText(line)).toBe(text);
});
