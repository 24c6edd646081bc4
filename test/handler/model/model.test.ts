import { afterAll, beforeAll, expect, test } from "vitest";
import { type HandlerRun, startHandler } from "../handler-run.ts";
import { checkModel } from "./check-model.ts";

let run: HandlerRun;

beforeAll(async () => {
  run = await startHandler();
});

afterAll(() => run.stop());

// More: npm run model -- --runs 1000
test("whatever happens to a picture, and wherever the handler ends, the invariant holds", async () => {
  const { counterexample } = await checkModel(run, { runs: 40, seed: 1 });
  expect(counterexample).toBeUndefined();
}, 120_000);
