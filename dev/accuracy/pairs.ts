import { distance } from "../rekognition/model/similarity.ts";
import type { LabelledFace } from "./look-at-pictures.ts";

/** Share of the pairs of two people that is kept by name: the closest, which decide every number told. */
const KEPT = 0.03;
const KEPT_AT_LEAST = 1000;

/** Two faces, by their places in the list. */
export interface Pair {
  readonly one: number;
  readonly other: number;
  readonly distance: number;
}

/** Every two faces compared. */
export interface Pairs {
  /** Of one person, the closest first. */
  readonly same: readonly Pair[];
  /** How many pairs of two people there are. */
  readonly different: number;
  /** The closest of those, the closest first: all within `reach`, and at least three in a hundred. */
  readonly closest: readonly Pair[];
  /** Faces with another picture of their person, and whether the face that lies nearest to them is that person's. */
  readonly nearest: readonly { readonly face: number; readonly right: boolean }[];
}

/** Compares every two faces. @param reach distance up to which every pair of two people is kept */
export function comparePairs(faces: readonly LabelledFace[], reach: number): Pairs {
  const same: Pair[] = [];
  let different = 0;
  const total = (faces.length * (faces.length - 1)) / 2;
  const closest = new Closest(reach, Math.max(KEPT_AT_LEAST, Math.ceil(KEPT * total)));
  const nearestSame = new Float64Array(faces.length).fill(Infinity);
  const nearestOther = new Float64Array(faces.length).fill(Infinity);
  for (const [at, { person, face }] of faces.entries()) {
    for (let next = at + 1; next < faces.length; next++) {
      const with_ = faces[next] as LabelledFace;
      const apart = distance(face.embedding, with_.face.embedding);
      const alike = with_.person === person;
      const nearest = alike ? nearestSame : nearestOther;
      if (apart < (nearest[at] as number)) nearest[at] = apart;
      if (apart < (nearest[next] as number)) nearest[next] = apart;
      if (alike) {
        same.push({ one: at, other: next, distance: apart });
      } else {
        different++;
        closest.add(at, next, apart);
      }
    }
  }
  const nearest = faces.flatMap((_, face) => {
    const own = nearestSame[face] as number;
    return own === Infinity ? [] : [{ face, right: own < (nearestOther[face] as number) }];
  });
  return { same: same.toSorted(byDistance), different, closest: closest.sorted(), nearest };
}

/** Keeps the closest of many pairs, without a list of all of them. */
class Closest {
  readonly #reach: number;
  readonly #most: number;
  #kept: Pair[] = [];
  #cut = Infinity;
  #full: number;

  constructor(reach: number, most: number) {
    this.#reach = reach;
    this.#most = most;
    this.#full = 2 * most;
  }

  add(one: number, other: number, apart: number): void {
    if (apart > this.#cut) return;
    if (this.#kept.push({ one, other, distance: apart }) >= this.#full) this.#drop();
  }

  sorted(): Pair[] {
    this.#drop();
    return this.#kept;
  }

  #drop(): void {
    this.#kept.sort(byDistance);
    const last = this.#kept[this.#most - 1];
    if (last === undefined) return;
    this.#cut = Math.max(this.#reach, last.distance);
    this.#kept = this.#kept.filter(({ distance: apart }) => apart <= this.#cut);
    this.#full = 2 * this.#kept.length;
  }
}

function byDistance(a: Pair, b: Pair): number {
  return a.distance - b.distance || a.one - b.one || a.other - b.other;
}
