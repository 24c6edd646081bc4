import type { Target } from "./assets.ts";

/** Where an app says that a stack belongs; undefined where it leaves that to the deploy. */
export interface FixedPlace {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/**
 * The text of a template whose stack belongs to an account or a region of its own, for this environment: account and
 * region change in ARNs, and where one stands alone, as in a `SourceAccount` or a variable. Names that hold them, those
 * of buckets for example, stay as they are on AWS.
 */
export function inAccount(text: string, { account, region }: FixedPlace, target: Target): string {
  const replaced = region === undefined ? text : replacePart(text, region, target.region);
  return account === undefined ? replaced : replacePart(replaced, account, target.account);
}

/** A part of an ARN, between colons, or the whole of a text. */
function replacePart(text: string, from: string, to: string): string {
  return text.replaceAll(`:${from}:`, `:${to}:`).replaceAll(`"${from}"`, `"${to}"`);
}

/** Throws where stacks of several regions have one name: here they are one region's. */
export function requireOwnNames(stacks: readonly (FixedPlace & { readonly name: string })[]): void {
  const seen = new Map<string, FixedPlace>();
  for (const { name, account, region } of stacks) {
    const other = seen.get(name);
    if (other !== undefined) {
      const places = [other, { account, region }].map(
        (at) => `${at.account ?? "any account"}/${at.region ?? "any region"}`,
      );
      throw new Error(
        `Two stacks of the app are called ${name} (${places.join(", ")}), and here they are in one account and region. ` +
          "Give one of them another stackName, or have the app make one of them, for example by a context value.",
      );
    }
    seen.set(name, { account, region });
  }
}
