import type { PromotionContext } from "../../dev/promote/context.ts";
import type { FoundTarget } from "../../dev/promote/target.ts";
import { parseTemplate } from "../../dev/promote/template.ts";

/** A stack of an assembly for the checks: its resources, and the region that the app fixes for it. */
export interface StackOf {
  readonly name: string;
  readonly resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
  readonly region?: string;
}

/** What the checks look at, for stacks that are written here. */
export function contextOf(
  stacks: readonly StackOf[],
  target: FoundTarget,
  more: Partial<PromotionContext> = {},
): PromotionContext {
  const texts = stacks.map(({ name, resources, region }) => ({
    name,
    account: undefined,
    region,
    nested: [],
    file: "/nowhere/template.json",
    template: JSON.stringify({ Resources: resources }),
    parameters: {},
    tags: {},
    templateUrl: undefined,
    bootstrap: { parameter: "/cdk-bootstrap/hnb659fds/version", version: 6 },
  }));
  return {
    app: { kind: "cdk", file: "/nowhere/cdk.json", folder: "/nowhere", project: "/nowhere" },
    assembly: { folder: "/nowhere", stacks: texts, assetManifests: [] },
    templates: texts.map(({ name, template }) => parseTemplate(name, template)),
    reports: [],
    target,
    usage: undefined,
    ...more,
  };
}

/** A target that nobody could sign in to. */
export function signedOut(region: string | undefined): FoundTarget {
  return { name: { account: undefined, region, endpoint: undefined }, account: undefined, why: "Nobody is signed in." };
}
