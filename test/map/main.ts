/* `npm run map`: the rooms by floor, and who imports whom. `-- --table` prints the table of CONTRIBUTING.md, `-- DIR` looks at another tree. */
import { parseArgs } from "node:util";
import { PROJECT } from "../../dev/config/project.ts";
import { mapTable } from "./page.ts";
import { FLOORS } from "./rooms.ts";
import { type Survey, survey } from "./survey.ts";

const { values, positionals } = parseArgs({ options: { table: { type: "boolean" } }, allowPositionals: true });
const lines = values.table === true ? [mapTable(FLOORS)] : report(survey(positionals[0] ?? PROJECT, FLOORS));
process.stdout.write(`${lines.join("\n")}\n`);

function report({ homeless, rooms, arrows, upward, circles }: Survey): string[] {
  const floors = FLOORS.toReversed().flatMap((floor) => [
    floor.name,
    ...floor.rooms.map(({ at, holds }) => `  ${at} (${rooms.get(at) ?? 0}): ${holds}`),
  ]);
  const counts = [...arrows].map(([name, { length }]) => `  ${name}: ${length}`).toSorted();
  const imports = [...arrows.values()].reduce((sum, { length }) => sum + length, 0);
  return [
    ...floors,
    "",
    "Arrows",
    ...counts,
    "",
    ...homeless.map((file) => `in no room: ${file}`),
    ...upward.map(({ from, to }) => `upwards: ${from} → ${to}`),
    ...circles.map((circle) => `circle: ${circle.join(", ")}`),
    `${rooms.size} rooms on ${FLOORS.length} floors, ${arrows.size} arrows between rooms (${imports} imports), ` +
      `upwards: ${upward.length}, circles between files: ${circles.length}, files in no room: ${homeless.length}`,
  ];
}
