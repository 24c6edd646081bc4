import { dirname } from "node:path/posix";
import { type Arrow, readArrows } from "./arrows.ts";
import { circlesIn } from "./circles.ts";
import type { Floor } from "./rooms.ts";

/** What the map says of the files as they are. */
export interface Survey {
  /** Files that lie in no room. */
  readonly homeless: readonly string[];
  /** Rooms without a file. */
  readonly empty: readonly string[];
  /** Files by room. */
  readonly rooms: ReadonlyMap<string, number>;
  /** Imports between rooms, by `<room> → <room>`. */
  readonly arrows: ReadonlyMap<string, readonly Arrow[]>;
  /** Those of them that lead to the same floor or a higher one. */
  readonly upward: readonly Arrow[];
  readonly circles: readonly (readonly string[])[];
}

/** Looks at every source file of a project in the light of the map. */
export function survey(project: string, floors: readonly Floor[]): Survey {
  const { files, arrows } = readArrows(project, ["dev", "handler", "infra", "fixtures"]);
  const levels = new Map(floors.flatMap(({ rooms }, level) => rooms.map(({ at }) => [at, level] as const)));
  const names = [...levels.keys()].toSorted((a, b) => b.length - a.length);
  const roomOf = (file: string): string | undefined => names.find((name) => lies(file, name));
  const between = arrows.filter(({ from, to }) => roomOf(from) !== roomOf(to));
  const levelOf = (file: string): number => levels.get(roomOf(file) ?? "") ?? -1;
  const counts = new Map(names.map((name) => [name, files.filter((file) => roomOf(file) === name).length]));
  return {
    homeless: files.filter((file) => roomOf(file) === undefined),
    empty: names.filter((name) => counts.get(name) === 0),
    rooms: counts,
    arrows: Map.groupBy(between, ({ from, to }) => `${roomOf(from)} → ${roomOf(to)}`),
    upward: between.filter(({ from, to }) => levelOf(to) >= levelOf(from)),
    circles: circlesIn(arrows),
  };
}

function lies(file: string, room: string): boolean {
  if (room.endsWith("/*.ts")) return `${dirname(file)}/*.ts` === room;
  return file === room || file.startsWith(`${room}/`);
}
