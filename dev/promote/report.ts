/** `error`: it would fail; `warning`: somebody should look; `note`: good to know. */
export type Level = "error" | "warning" | "note";

/** One thing that a check found. */
export interface Finding {
  readonly level: Level;
  /** What is the matter, and with what: names of resources, statements, properties. */
  readonly text: string;
  /** What to do about it. */
  readonly next?: string;
}

/** What one check came to. */
export interface CheckOutcome {
  readonly findings: readonly Finding[];
  /** What was looked at, where it was. */
  readonly looked?: string;
  /** Why nothing, or not all, was looked at. */
  readonly notMade?: string;
}

/** What one check came to, with its heading. */
export interface CheckResult extends CheckOutcome {
  readonly title: string;
}

/** Where a promotion goes. */
export interface TargetName {
  /** 12 digits; undefined without credentials. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** URL of an endpoint that stands for AWS in a rehearsal. */
  readonly endpoint: string | undefined;
}

/** What a promotion would meet. */
export interface PromotionReport {
  readonly stacks: readonly string[];
  readonly target: TargetName;
  readonly checks: readonly CheckResult[];
}

/** How many findings of a level there are. */
export function countOf(report: PromotionReport, level: Level): number {
  return report.checks.flatMap(({ findings }) => findings).filter((finding) => finding.level === level).length;
}
