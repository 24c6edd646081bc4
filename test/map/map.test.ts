import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { mapTable } from "./page.ts";
import { FLOORS, type Floor } from "./rooms.ts";
import { survey } from "./survey.ts";

test("every file has its room, and imports lead downwards alone", () => {
  const { homeless, empty, upward, circles } = survey(PROJECT, FLOORS);

  expect({ homeless, empty, upward, circles }).toEqual({ homeless: [], empty: [], upward: [], circles: [] });
});

test("what breaks the rule is found: upwards, between neighbours, in a circle, in no room", () => {
  const project = mkdtempSync(join(tmpdir(), "doppelface-map-"));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  };
  for (const folder of ["handler", "infra", "fixtures"]) mkdirSync(join(project, folder));
  write("dev/low/a.ts", 'import type { B } from "../high/b.ts";\nexport const a = await import("./c.ts");\n');
  write("dev/low/c.ts", 'export { a } from "./a.ts";\n');
  write("dev/high/b.ts", 'import { a } from "../low/a.ts";\nimport { d } from "../other/d.ts";\n');
  write("dev/other/d.ts", "export const d = 1;\n");
  write("dev/lost.ts", "");
  const room = (at: string) => ({ at, holds: "" });
  const floors: Floor[] = [
    { name: "low", rooms: [room("dev/low")] },
    { name: "high", rooms: [room("dev/high"), room("dev/other"), room("dev/gone")] },
  ];

  const { homeless, empty, upward, circles } = survey(project, floors);
  rmSync(project, { recursive: true });

  expect(homeless).toEqual(["dev/lost.ts"]);
  expect(empty).toEqual(["dev/gone"]);
  expect(upward.toSorted((x, y) => (x.from < y.from ? -1 : 1))).toEqual([
    { from: "dev/high/b.ts", to: "dev/other/d.ts" },
    { from: "dev/low/a.ts", to: "dev/high/b.ts" },
  ]);
  expect(circles).toEqual([["dev/high/b.ts", "dev/low/a.ts", "dev/low/c.ts"]]);
});

test("CONTRIBUTING.md shows the map: `npm run map -- --table`", () => {
  expect(readFileSync(join(PROJECT, "CONTRIBUTING.md"), "utf8")).toContain(mapTable(FLOORS));
});
