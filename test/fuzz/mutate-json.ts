import type { Dice } from "./dice.ts";
import { ODD_TEXTS, mutateText } from "./mutate-text.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Changes one place of a JSON text, or makes it something else than JSON. */
export function mutateJson(text: string, dice: Dice): string {
  if (dice.chance(0.08)) return mutateText(text, dice);
  if (dice.chance(0.03)) return nested(dice.of([100, 3000, 40_000]), dice);
  try {
    const changed = JSON.stringify(mutateAt(JSON.parse(text) as Json, dice));
    // JSON.stringify drops what it cannot say; this is a name that only a text can bring.
    return dice.chance(0.03) ? changed.replace(/"[^"]+":/, '"__proto__":') : changed;
  } catch {
    // No JSON any more, or too deep since an earlier change.
    return mutateText(text, dice);
  }
}

function nested(depth: number, dice: Dice): string {
  return dice.chance(0.5) ? "[".repeat(depth) + "]".repeat(depth) : `${'{"M":'.repeat(depth)}1${"}".repeat(depth)}`;
}

function mutateAt(value: Json, dice: Dice): Json {
  if (typeof value !== "object" || value === null || dice.chance(0.12)) return mutateValue(value, dice);
  if (Array.isArray(value)) return mutateList(value, dice);
  const names = Object.keys(value);
  if (names.length === 0 || dice.chance(0.08)) return { ...value, [dice.of(ODD_TEXTS)]: oddValue(dice) };
  const name = dice.of(names);
  const { [name]: member = null, ...others } = value;
  if (dice.chance(0.08)) return others;
  if (dice.chance(0.05)) return { ...others, [mutateText(name, dice)]: member };
  return { ...value, [name]: mutateAt(member, dice) };
}

function mutateList(list: Json[], dice: Dice): Json[] {
  const at = dice.below(Math.max(1, list.length));
  const item = list[at];
  if (item === undefined || dice.chance(0.1)) return [...list, oddValue(dice)];
  if (dice.chance(0.08)) return list.toSpliced(at, 1);
  if (dice.chance(0.08)) return Array.from({ length: dice.of([2, 30, 120]) }, () => item);
  return list.with(at, mutateAt(item, dice));
}

function mutateValue(value: Json, dice: Dice): Json {
  if (typeof value === "string" && dice.chance(0.6)) {
    return /^[[{]/.test(value) ? mutateJson(value, dice) : mutateText(value, dice);
  }
  if (typeof value === "number" && dice.chance(0.6)) {
    return dice.of([-1, 0, 0.5, value + 1, -value, 2 ** 31, 2 ** 53, 1e300, 1e-300]);
  }
  return oddValue(dice);
}

function oddValue(dice: Dice): Json {
  const odd: readonly Json[] = [null, true, false, 0, -1, 1.5, 2 ** 40, [], {}, [null], { S: "a" }, { N: "x" }, [[[]]]];
  return dice.chance(0.4) ? dice.of(ODD_TEXTS) : dice.of(odd);
}
