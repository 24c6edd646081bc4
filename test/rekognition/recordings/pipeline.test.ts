import { expect, test } from "vitest";
import { start } from "../../../dev/testing/testing.ts";
import { pictures } from "../../../fixtures/pictures.ts";
import { questions, recordedRun } from "../../../fixtures/recording/recorded-run.ts";
import type { RecordingsUsage } from "../../../dev/rekognition/recordings/usage.ts";

test("the committed recordings carry every drawn picture through the pipeline, and all of them are needed", async () => {
  const environment = await start({ rekognition: "replay", recordings: "default" });
  let usage: RecordingsUsage | undefined;
  environment.bus.on("recordings", (event) => (usage = event));
  let modelLoaded = false;
  environment.bus.on("modelLoading", () => (modelLoaded = true));

  const run = await recordedRun(environment, (all) => all.toReversed());
  await environment.stop();

  expect(Object.fromEntries(Object.entries(run.uploads).map(([key, { status }]) => [key, status]))).toEqual(
    Object.fromEntries(pictures.map(({ key, status }) => [key, status])),
  );
  const names = run.rows.map(({ first_name, last_name }) => `${first_name} ${last_name}`);
  const registered = pictures.filter(({ status }) => status === "REGISTERED");
  expect(names.toSorted()).toEqual(registered.map(({ firstName, lastName }) => `${firstName} ${lastName}`).toSorted());
  expect(run.rowsLeft).toEqual([]);
  const people = questions.filter(({ use }) => use === "recognise");
  const best = people.map(({ file }) => run.answers[file]?.[0]?.row);
  expect(best.map((row) => `${row?.first_name}-${row?.last_name}`)).toEqual(people.map(({ person }) => person));
  expect(usage).toMatchObject({ mode: "replay", set: "default", misses: [], unused: [] });
  expect(modelLoaded).toBe(false);
});
