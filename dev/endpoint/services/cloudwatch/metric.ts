import * as v from "valibot";
import type { Call } from "../../service.ts";

const Text = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max));

/** 1–255 characters. */
export const MetricName = Text(255);

/** 1–255 characters, none of them a colon at the beginning. */
export const Namespace = v.pipe(Text(255), v.regex(/^[^:].*$/));

/** At most 30 names with their values. */
export const Dimensions = v.pipe(v.array(v.object({ Name: Text(255), Value: Text(1024) })), v.maxLength(30));

const RATES = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"];
const BITS = ["Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"];
const COUNTED = [...RATES, ...BITS];

/** Names of units, as the API spells them. */
export const Unit = v.picklist([
  "Seconds",
  "Microseconds",
  "Milliseconds",
  ...COUNTED,
  "Percent",
  "Count",
  ...COUNTED.map((unit) => `${unit}/Second`),
  "Count/Second",
  "None",
]);

/** Epoch seconds, from a number, or from the tag that CBOR marks a time with. */
export const Timestamp = v.pipe(
  v.union([
    v.number(),
    v.pipe(
      v.object({ tag: v.literal(1), value: v.number() }),
      v.transform(({ value }) => value),
    ),
  ]),
  v.finite(),
);

/** Whose something is, and where. */
export interface Owner {
  readonly account: string;
  readonly region: string;
}

/** One metric of an account and region. */
export interface Metric extends Owner {
  readonly namespace: string;
  readonly name: string;
  /** JSON of `[name, value]` pairs, sorted by name: the same set is the same text. */
  readonly dimensions: string;
}

/** The text that a set of dimensions is kept under. */
export function dimensionsText(dimensions: readonly { readonly Name: string; readonly Value: string }[]): string {
  return JSON.stringify(
    dimensions.map(({ Name, Value }) => [Name, Value]).toSorted(([a = ""], [b = ""]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}

const Pairs = v.array(v.tuple([v.string(), v.string()]));

/** The dimensions of such a text, as the API has them. */
export function dimensionsIn(text: string): { Name: string; Value: string }[] {
  return v.parse(Pairs, JSON.parse(text)).map(([Name, Value]) => ({ Name, Value }));
}

/** Whose the metrics and alarms of a call are. */
export function ownerOf({ caller, region }: Call): Owner {
  return { account: caller.account, region };
}

/** The metric that the members of a request name. */
export function metricOf(
  { account, region }: Owner,
  named: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  },
): Metric {
  const dimensions = dimensionsText(named.Dimensions);
  return { account, region, namespace: named.Namespace, name: named.MetricName, dimensions };
}
