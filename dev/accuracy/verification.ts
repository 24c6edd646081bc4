import type { FaceModel } from "../rekognition/model/face-model.ts";
import type { LabelledFace } from "./look-at-pictures.ts";
import { comparePairs, type Pair, type Pairs } from "./pairs.ts";
import { redraw } from "./redraw.ts";
import { dependentShare, member, type Share } from "./share.ts";

/** Similarities that programs ask for. */
const THRESHOLDS = [80, 90, 95, 99] as const;
/** Shares of strangers taken for one person that systems are compared at. */
const FALSE_RATES = [1e-2, 1e-3, 1e-4] as const;
/** Pairs of strangers that have to be beyond a limit before the limit says something. */
const ENOUGH = 10;

/** Pairs that reach a similarity. */
export interface AtThreshold {
  readonly threshold: number;
  readonly same?: Share;
  readonly different?: Share;
}

/** Pairs of one person that pass where so many of the others do. */
export interface AtFalseRate {
  readonly rate: number;
  /** The similarity at which so many strangers pass; missing where not one of them would. */
  readonly similarity?: number;
  readonly same?: Share;
  /** Whether enough strangers lie beyond that similarity for it to mean something. */
  readonly enough: boolean;
  /** How many pairs of strangers that takes. */
  readonly takes: number;
}

/** How pairs of faces came out. */
export interface Verification {
  readonly samePairs: number;
  readonly differentPairs: number;
  /** Mean of the right answers' shares among same and different pairs, asking for 80. */
  readonly balancedAt80?: number;
  readonly at: readonly AtThreshold[];
  readonly atFalseRate: readonly AtFalseRate[];
  /** Faces whose nearest other face is of the same person, of those that have one. */
  readonly rankOne?: Share;
}

/** A pair that came out wrong, or nearly so. */
export interface TriedPair extends Pair {
  readonly similarity: number;
}

/** Pairs to look at, the worst first. */
export interface WorstPairs {
  readonly same: readonly TriedPair[];
  readonly different: readonly TriedPair[];
}

type Comparing = Pick<FaceModel, "reachOf" | "similarityAt">;

/** Compares every two faces. @param shown how many of the worst pairs of each kind come back */
export function verify(
  faces: readonly LabelledFace[],
  model: Comparing,
  shown = 0,
): { readonly verification: Verification; readonly worst: WorstPairs } {
  const pairs = comparePairs(faces, model.reachOf(THRESHOLDS[0]));
  const tried = (pair: Pair): TriedPair => ({ ...pair, similarity: model.similarityAt(pair.distance) });
  return {
    verification: count(faces, pairs, model),
    worst: {
      same: pairs.same.toReversed().slice(0, shown).map(tried),
      different: pairs.closest.slice(0, shown).map(tried),
    },
  };
}

function count(faces: readonly LabelledFace[], pairs: Pairs, model: Comparing): Verification {
  const { same, different, closest, nearest } = pairs;
  const names = [...new Set(faces.map(({ person }) => person))];
  const place = new Map(names.map((name, at) => [name, at]));
  const personOf = Int32Array.from(faces, ({ person }) => place.get(person) ?? 0);
  const facesOf = new Uint32Array(names.length);
  for (const person of personOf) facesOf[person] = (facesOf[person] ?? 0) + 1;

  const reaching = (sorted: readonly Pair[], threshold: number) =>
    until(sorted, ({ distance }) => model.similarityAt(distance) >= threshold);
  const thresholds = THRESHOLDS.map((threshold) => ({
    threshold,
    same: reaching(same, threshold),
    different: reaching(closest, threshold),
  }));
  /** Where the limit lies that lets strangers of so much weight pass, and who of one person lies before it. */
  const passing = (strangers: Float64Array, budget: number): number => {
    const limit = closest[until(closest, (_, at) => (strangers[at + 1] as number) <= budget)]?.distance ?? Infinity;
    return until(same, ({ distance }) => distance < limit);
  };

  const drawn = redraw(names.length, (times) => {
    const sames = summed(same, (pair) => times[personOf[pair.one] as number] as number);
    const strangers = summed(
      closest,
      (pair) => (times[personOf[pair.one] as number] as number) * (times[personOf[pair.other] as number] as number),
    );
    const allSame = sames.at(-1) as number;
    const allStrangers = pairsOfTwo(facesOf, times);
    const probes = nearest.map(({ face, right }) => ({ right, weight: times[personOf[face] as number] as number }));
    const weight = (of: typeof probes) => of.reduce((sum, probe) => sum + probe.weight, 0);
    return {
      same: thresholds.map((at) => (sames[at.same] as number) / allSame),
      different: thresholds.map((at) => (strangers[at.different] as number) / allStrangers),
      atRate: FALSE_RATES.map((rate) => (sames[passing(strangers, rate * allStrangers)] as number) / allSame),
      rankOne: weight(probes.filter(({ right }) => right)) / weight(probes),
    };
  });
  const redrawn = (of: (set: (typeof drawn)[number]) => number | undefined) =>
    drawn.flatMap((set) => {
      const share = of(set);
      return share === undefined || Number.isNaN(share) ? [] : [share];
    });

  const repeated = facesOf.filter((count) => count > 1).length;
  const pairsOfPeople = (names.length * (names.length - 1)) / 2;
  const once = summed(closest, () => 1);
  const at = thresholds.map(({ threshold, ...hits }, index) => ({
    threshold,
    ...member(
      "same",
      dependentShare(
        hits.same,
        same.length,
        redrawn((set) => set.same[index]),
        repeated,
      ),
    ),
    ...member(
      "different",
      dependentShare(
        hits.different,
        different,
        redrawn((set) => set.different[index]),
        pairsOfPeople,
      ),
    ),
  }));
  const atFalseRate = FALSE_RATES.map((rate, index): AtFalseRate => {
    const allowed = Math.floor(rate * different + 1e-9);
    const takes = Math.round(ENOUGH / rate);
    const limit = closest[allowed];
    if (allowed === 0 || limit === undefined) return { rate, enough: false, takes };
    const hits = passing(once, allowed);
    return {
      rate,
      similarity: model.similarityAt(limit.distance),
      ...member(
        "same",
        dependentShare(
          hits,
          same.length,
          redrawn((set) => set.atRate[index]),
          repeated,
        ),
      ),
      enough: allowed >= ENOUGH,
      takes,
    };
  });
  const [lowest] = at;
  const right = nearest.filter((probe) => probe.right).length;
  return {
    samePairs: same.length,
    differentPairs: different,
    ...(lowest?.same && lowest.different ? { balancedAt80: (lowest.same.share + 1 - lowest.different.share) / 2 } : {}),
    at,
    atFalseRate,
    ...member(
      "rankOne",
      dependentShare(
        right,
        nearest.length,
        redrawn((set) => set.rankOne),
        repeated,
      ),
    ),
  };
}

/** How many come before the first that does not hold; `holds` is true of a beginning of the list and of no more. */
function until<Item>(sorted: readonly Item[], holds: (item: Item, at: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as Item, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The weight of the first n pairs, for every n. */
function summed(pairs: readonly Pair[], weight: (pair: Pair) => number): Float64Array {
  const sums = new Float64Array(pairs.length + 1);
  let sum = 0;
  for (let at = 0; at < pairs.length; at++) sums[at + 1] = sum += weight(pairs[at] as Pair);
  return sums;
}

/** Pairs of faces of two people, where people are counted several times; nobody is compared with a copy. */
function pairsOfTwo(facesOf: Uint32Array, times: Uint16Array): number {
  let [all, squares] = [0, 0];
  for (const [person, faces] of facesOf.entries()) {
    const drawn = faces * (times[person] as number);
    all += drawn;
    squares += drawn ** 2;
  }
  return (all ** 2 - squares) / 2;
}
