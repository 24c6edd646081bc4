/** Days from which on AWS no longer takes a runtime as it did, as `YYYY-MM-DD`. */
export interface RuntimeLifecycle {
  /** No more updates of the runtime, and no support. */
  readonly deprecated: string;
  /** New functions are refused. */
  readonly createBlocked: string;
  /** Changes of functions are refused. */
  readonly updateBlocked: string;
}

/**
 * Of the runtimes for Node and Python: what cfn-lint 1.58.0 (MIT-0, LmbdRuntimeLifecycle.json) has of AWS's page "Lambda
 * runtimes", read on 2026-11-30. AWS moves such days, mostly to later ones. Here every runtime that runs may be created.
 */
const LIFECYCLES: Readonly<Record<string, RuntimeLifecycle>> = {
  "nodejs12.x": lifecycle("2023-03-31", "2023-03-31", "2023-04-30"),
  "nodejs14.x": lifecycle("2023-12-04", "2024-01-09", "2027-03-03"),
  "nodejs16.x": lifecycle("2024-06-12", "2027-02-01", "2027-03-03"),
  "nodejs18.x": lifecycle("2025-09-01", "2027-02-01", "2027-03-03"),
  "nodejs20.x": lifecycle("2026-04-30", "2027-02-01", "2027-03-03"),
  "nodejs22.x": lifecycle("2027-04-30", "2027-06-01", "2027-07-01"),
  "nodejs24.x": lifecycle("2028-04-30", "2028-06-01", "2028-07-01"),
  "python3.6": lifecycle("2022-07-18", "2022-07-18", "2022-08-29"),
  "python3.7": lifecycle("2023-12-04", "2024-01-09", "2027-03-03"),
  "python3.8": lifecycle("2024-10-14", "2027-02-01", "2027-03-03"),
  "python3.9": lifecycle("2025-12-15", "2027-02-01", "2027-03-03"),
  "python3.10": lifecycle("2026-10-31", "2027-02-01", "2027-03-03"),
  "python3.11": lifecycle("2027-06-30", "2027-07-31", "2027-08-31"),
  "python3.12": lifecycle("2028-10-31", "2028-11-30", "2029-01-10"),
  "python3.13": lifecycle("2029-06-30", "2029-07-31", "2029-08-31"),
  "python3.14": lifecycle("2029-06-30", "2029-07-31", "2029-08-31"),
};

/** Until when AWS takes a runtime; undefined where it is not known here. */
export function lifecycleOf(identifier: string): RuntimeLifecycle | undefined {
  return Object.hasOwn(LIFECYCLES, identifier) ? LIFECYCLES[identifier] : undefined;
}

function lifecycle(deprecated: string, createBlocked: string, updateBlocked: string): RuntimeLifecycle {
  return { deprecated, createBlocked, updateBlocked };
}
