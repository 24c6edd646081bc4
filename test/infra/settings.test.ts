import { expect, test } from "vitest";
import { readSettings } from "../../infra/settings.ts";

function settingsOf(context: Record<string, unknown>) {
  return readSettings((key) => context[key]);
}

test("has defaults for everything", () => {
  expect(settingsOf({})).toEqual({
    environment: undefined,
    removal: "retain",
    facePolicy: "largest",
    reservedConcurrency: undefined,
    nag: false,
  });
});

test("reads the text that the command line gives", () => {
  expect(settingsOf({ env: "pr-17", facePolicy: "all", reservedConcurrency: "20", nag: "true" })).toEqual({
    environment: "pr-17",
    removal: "destroy",
    facePolicy: "all",
    reservedConcurrency: 20,
    nag: true,
  });
});

test.each([
  ["env", "Staging"],
  ["env", "-a"],
  ["env", "seventeen-letters"],
  ["env", ""],
  ["env", true],
  ["removal", "keep"],
  ["facePolicy", "smallest"],
  ["nag", "yes"],
  ["reservedConcurrency", "0"],
  ["reservedConcurrency", "1.5"],
  ["reservedConcurrency", "many"],
  ["reservedConcurrency", ""],
])("refuses %s=%o by name", (key, value) => {
  expect(() => settingsOf({ [key]: value })).toThrow(`-c ${key}: `);
});

test("names every wrong setting at once", () => {
  expect(() => settingsOf({ env: "A", removal: "x" })).toThrow(/-c env: "A".*\n-c removal: "x"/);
});
