import type { KnownFace, Pairs, People } from "../../../wire/recognition.ts";

/** Two faces, how far they are from each other, and how like that is. */
export interface Pair {
  readonly a: KnownFace;
  readonly b: KnownFace;
  readonly distance: number;
  /** 0–100 */
  readonly similarity: number;
  /** Whether both show the same person, as far as the app says whom they show. */
  readonly isSame: boolean;
}

/** Every pair of a collection, the likest first. */
export function pairsOf({ faces, pairs }: Pick<People, "faces" | "pairs">): Pair[] {
  if (pairs === undefined) return [];
  const byId = new Map(faces.map((face) => [face.faceId, face]));
  const found = pairs.faceIds.flatMap((id, row) =>
    pairs.faceIds.slice(0, row).flatMap((other, column) => {
      const [a, b] = [byId.get(id), byId.get(other)];
      return a === undefined || b === undefined ? [] : [pair(a, b, pairs, row, column)];
    }),
  );
  return found.toSorted((one, other) => one.distance - other.distance);
}

function pair(a: KnownFace, b: KnownFace, { distances, similarities }: Pairs, row: number, column: number): Pair {
  return {
    a,
    b,
    distance: distances[row]?.[column] ?? 0,
    similarity: similarities[row]?.[column] ?? 0,
    isSame: a.person === b.person,
  };
}

/** Faces by the person whom they show, by name. */
export function byPerson(faces: readonly KnownFace[]): [person: string, faces: KnownFace[]][] {
  return Object.entries(Object.groupBy(faces, ({ person }) => person))
    .map(([person, held = []]): [string, KnownFace[]] => [person, held])
    .toSorted(([a], [b]) => a.localeCompare(b));
}
