import type { RoleReport } from "../../../wire/role-report.ts";

type Usage = RoleReport["usage"][number];

/** Uses of one action on resources that a policy would name together. */
export interface UsageGroup extends Pick<Usage, "action" | "resource" | "calls" | "denied" | "lastAt"> {
  /** How many resources were asked for. */
  readonly resources: number;
}

/**
 * Uses as a policy would have them: objects by their bucket, streams by their log group. What was denied stands first.
 */
export function groupUsage(usage: readonly Usage[]): UsageGroup[] {
  const groups = Object.values(Object.groupBy(usage, ({ action, resource }) => `${action} ${together(resource)}`));
  return groups
    .map((uses = []): UsageGroup => {
      const [first] = uses;
      const { action = "", resource = "" } = first ?? {};
      return {
        action,
        resource: uses.length > 1 ? together(resource) : resource,
        resources: new Set(uses.map((use) => use.resource)).size,
        calls: uses.reduce((sum, { calls }) => sum + calls, 0),
        denied: uses.reduce((sum, { denied }) => sum + denied, 0),
        lastAt: Math.max(...uses.map(({ lastAt }) => lastAt)),
      };
    })
    .toSorted((a, b) => Math.sign(b.denied) - Math.sign(a.denied));
}

function together(arn: string): string {
  if (arn.startsWith("arn:aws:s3:::")) return arn.replace(/\/.*$/, "/*");
  return arn.replace(/:log-stream:.*$/, ":log-stream:*");
}
