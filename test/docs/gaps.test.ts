import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { findResourceType } from "../../dev/endpoint/services/cloudformation/resource-types/table.ts";
import { GAPS } from "../../dev/endpoint/services/gaps.ts";
import { gapsPage } from "../../dev/gaps/gaps-page.ts";

test("the page is what `npm run gaps` makes of the code", async () => {
  expect(await readFile(join(PROJECT, "dev/docs/gaps.md"), "utf8")).toBe(await gapsPage());
});

test("notes concern resource types that a stack can hold here", () => {
  const notes = Object.values(GAPS).flatMap(({ refused, differences }) => [...refused, ...differences]);
  const unknown = notes.flatMap(({ concerns }) => concerns).filter((type) => findResourceType(type) === undefined);
  expect(unknown).toEqual([]);
});

test.each(Object.entries(GAPS))("the gaps of %s say of which service they are", (name, { service }) => {
  expect(service).toBe(name);
});
