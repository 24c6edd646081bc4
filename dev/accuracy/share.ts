/** A share (0–1) with its 95 % interval. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** Of how many it is. */
  readonly of: number;
}

/** 97.5 % of a normal distribution lies below it. */
const Z = 1.959964;

/** A share of things that do not depend on each other, by Wilson's interval; undefined where there are none. */
export function wilson(hits: number, of: number): Share | undefined {
  if (of === 0) return undefined;
  const share = hits / of;
  const centre = share + Z ** 2 / (2 * of);
  const spread = Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  const whole = 1 + Z ** 2 / of;
  const low = hits === 0 ? 0 : (centre - spread) / whole;
  const high = hits === of ? 1 : (centre + spread) / whole;
  return { share, low, high, of };
}

/**
 * A share of pairs, many of which have a face in common. Its interval holds that of the share in redrawn sets of the
 * people and Wilson's, which is right if the pairs did not depend on each other. Where all pairs came out alike, every
 * redrawn set does as well: then it is Wilson's for the things that surely do not depend on each other.
 * @param redrawn the share in each set of people drawn with replacement
 * @param independent how many people, or pairs of people, there are
 */
export function dependentShare(
  hits: number,
  of: number,
  redrawn: readonly number[],
  independent: number,
): Share | undefined {
  const alone = wilson(hits, of);
  if (alone === undefined) return undefined;
  if (hits === 0 || hits === of) {
    const few = wilson(hits === 0 ? 0 : independent, independent) ?? alone;
    return { ...alone, low: few.low, high: few.high };
  }
  const sorted = redrawn.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? alone.share;
  return { ...alone, low: Math.min(alone.low, at(0.025)), high: Math.max(alone.high, at(0.975)) };
}

/** A member of a result; left out where there is no such share. */
export function member<Name extends string>(name: Name, share: Share | undefined): { readonly [N in Name]?: Share } {
  return share === undefined ? {} : ({ [name]: share } as { readonly [N in Name]: Share });
}
