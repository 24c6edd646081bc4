import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { findResourceType } from "../../dev/endpoint/services/cloudformation/resource-types/table.ts";
import { SERVICES } from "../../dev/endpoint/services/services.ts";
import { gapsPage } from "../../dev/gaps/gaps-page.ts";

test("the page is what `npm run gaps` makes of the code", async () => {
  expect(await readFile(join(PROJECT, "dev/docs/gaps.md"), "utf8")).toBe(await gapsPage());
});

test("notes concern resource types that a stack can hold here", () => {
  const notes = SERVICES.flatMap(({ gaps }) => [...gaps.refused, ...gaps.differences]);
  const unknown = notes.flatMap(({ concerns }) => concerns).filter((type) => findResourceType(type) === undefined);
  expect(unknown).toEqual([]);
});
