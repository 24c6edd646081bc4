import { expect, test } from "vitest";
import { RUNTIMES } from "../../dev/endpoint/services/lambda/runtime/runtimes.ts";
import { lifecycleOf } from "../../dev/endpoint/services/lambda/runtime/lifecycle.ts";
import { runtimeDays } from "../../dev/promote/checks/runtime-days.ts";
import { checkRuntimes } from "../../dev/promote/checks/runtimes.ts";
import { contextOf, signedOut } from "./context.ts";

test.each<[string, string, string | undefined, string]>([
  ["python3.9", "2025-01-01", undefined, ""],
  ["python3.9", "2025-09-01", "note", "Worker runs on python3.9, which Lambda deprecates on 2025-12-15."],
  ["python3.9", "2026-01-01", "warning", "new functions from 2027-02-01 on, and changes of others from 2027-03-03 on."],
  ["python3.9", "2027-02-01", "warning", "new functions since 2027-02-01, and changes of others from 2027-03-03 on."],
  ["python3.9", "2027-03-03", "error", "new functions since 2027-02-01, and changes of others since 2027-03-03."],
  ["nodejs12.x", "2026-11-30", "error", "new functions since 2023-03-31, and changes of others since 2023-04-30."],
  ["nodejs24.x", "2026-11-30", undefined, ""],
  ["java21", "2026-11-30", undefined, ""],
])("%s on %s", (runtime, today, level, text) => {
  const finding = runtimeDays("Worker", runtime, Date.parse(today));
  expect(finding?.level).toBe(level);
  expect(finding?.text ?? "").toContain(text);
});

test("the days of every runtime that runs here are known, and stand in their order", () => {
  for (const identifier of RUNTIMES.flatMap(({ identifiers }) => identifiers)) {
    const { deprecated = "", createBlocked = "", updateBlocked = "" } = lifecycleOf(identifier) ?? {};
    expect(`${identifier} ${deprecated}`).toMatch(/ 20\d\d-\d\d-\d\d$/);
    expect([deprecated, createBlocked, updateBlocked].toSorted()).toEqual([deprecated, createBlocked, updateBlocked]);
  }
});

test("promote tells what the days say, and not once more what the CDK found of the same", async () => {
  const resources = { Worker: { Type: "AWS::Lambda::Function", Properties: { Runtime: "nodejs12.x" } } };
  const violation = {
    ruleName: "E2531",
    description: "Runtime: Runtime 'nodejs12.x' was deprecated on '2023-03-31'.",
    severity: "error",
    violatingConstructs: [],
  };
  const context = contextOf([{ name: "faces", resources }], signedOut("us-east-1"), {
    reports: [{ pluginName: "cdk", violations: [violation], suppressedViolations: [] }],
  });
  expect((await checkRuntimes.run(context)).findings).toEqual([
    expect.objectContaining({
      level: "error",
      text: expect.stringContaining("Worker runs on nodejs12.x: Lambda refuses new functions since") as string,
    }),
  ]);
});
