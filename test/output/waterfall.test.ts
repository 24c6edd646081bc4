import { expect, test } from "vitest";
import { PLAIN } from "../../dev/output/style.ts";
import { traceLine, waterfall } from "../../dev/output/waterfall.ts";
import type { Trace } from "../../dev/trace/trace.ts";

const trace: Trace = {
  id: "1-00000000-000000000000000000000001",
  startedAt: "2026-01-02T03:04:05.678Z",
  ms: 100,
  status: "finished",
  subject: "bucket/people/nora-lind.jpg",
  dropped: 0,
  resendable: true,
  spans: [
    { kind: "put", depth: 0, name: "S3 PutObject", start: 0, ms: 20, detail: "9 bytes" },
    { kind: "handler", depth: 0, name: "rekognition", start: 25, ms: 75, attempt: 1 },
    {
      kind: "call",
      depth: 1,
      name: "S3 HeadObject",
      start: 30,
      ms: 1,
      attempt: 2,
      error: "SlowDown: x",
      fault: "fault-1",
    },
    {
      kind: "log",
      depth: 1,
      name: "log",
      start: 99,
      ms: 0,
      detail: '{"level":"INFO","message":"Picture is REGISTERED."}',
    },
  ],
};

test("each step is a line with its bar where it belongs in time", () => {
  const lines = waterfall(trace, 100, PLAIN);
  expect(lines[0]).toBe(
    "people/nora-lind.jpg  finished in 100 ms  1-00000000-000000000000000000000001, 2026-01-02T03:04:05.678Z",
  );
  const [put, handler, call, log] = lines.slice(2);
  expect(put).toMatch(/^S3 PutObject +█+\S? +20 ms {2}9 bytes$/);
  expect(handler).toMatch(/^rekognition \(attempt 1\) +█+\S? +75 ms$/);
  expect(call).toMatch(/^ {2}S3 HeadObject \(attempt 2\) +[▏▎▍▌▋] +1\.0 ms {2}\[fault-1\] SlowDown: x$/);
  expect(log).toMatch(/^ {2}log +· +INFO Picture is REGISTERED\.$/);
  expect(put?.indexOf("█")).toBeLessThan(handler?.indexOf("█") ?? 0);
});

test.each([60, 80, 133, 250])("no line is wider than a terminal of %i columns", (columns) => {
  const long = { ...trace, spans: trace.spans.map((span) => ({ ...span, detail: "x".repeat(500) })) };
  const widths = waterfall(long, columns, PLAIN)
    .slice(1)
    .map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThan(columns);
});

test("a list has one line a trace, with what is unusual", () => {
  expect(traceLine(trace, PLAIN)).toBe(
    "03:04:05  1-00000000-000000000000000000000001  finished     100 ms  people/nora-lind.jpg  (1 call, 1 retry)",
  );
});
