import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { startTestEndpoint } from "../support/endpoint.ts";
import { loadTruths, runTruths } from "./run-truths.ts";

const files = await loadTruths();
const truths = files.flatMap((file) => file.truths);

test("every recorded answer of AWS holds, but for those whose gap is named, and a gap that has gone is named no more", async () => {
  await using endpoint = await startTestEndpoint();
  const outcomes = await runTruths(files, endpoint.client);
  const wrong = outcomes.flatMap(({ service, truth, differences }) => {
    if (truth.gap === undefined) return differences.map((difference) => `${service}, ${truth.name}: ${difference}`);
    return differences.length === 0 ? [`${service}, ${truth.name}: it holds; take its gap away`] : [];
  });
  expect(wrong).toEqual([]);
}, 60_000);

test("every gap of a truth stands in the page of gaps", async () => {
  const page = await readFile(new URL("../../dev/docs/gaps.md", import.meta.url), "utf8");
  expect(truths.flatMap(({ gap }) => (gap === undefined || page.includes(gap) ? [] : [gap]))).toEqual([]);
});

test("every truth names its source and the day, and no two of a service have one name", () => {
  const unnamed = truths.filter(({ source }) => source.where === "" || !/^\d{4}-\d\d-\d\d$/.test(source.when));
  expect(unnamed).toEqual([]);
  const names = files.flatMap((file) => file.truths.map((truth) => `${file.service}: ${truth.name}`));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
