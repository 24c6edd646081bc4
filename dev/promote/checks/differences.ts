import { findResourceType } from "../../endpoint/services/cloudformation/resource-types/table.ts";
import { SERVICES } from "../../endpoint/services/services.ts";
import type { Check } from "../context.ts";
import type { Finding } from "../report.ts";

/** What of the stack is known to behave otherwise here than on AWS, and what was never deployed here. */
export const checkDifferences: Check = {
  title: "What behaves otherwise here",
  run: ({ templates }) => {
    const resources = templates.flatMap((template) => template.resources);
    const types = new Set(resources.map(({ type }) => type));
    const unknown = resources
      .filter(({ type }) => findResourceType(type) === undefined)
      .map(({ logicalId, type }): Finding => ({
        level: "warning",
        text: `${logicalId} (${type}): the embedded engine does not have this type, so nothing of it was rehearsed here.`,
        next: "What it has: dev/docs/gaps.md. `--engine localstack` may have it.",
      }));
    const notes = SERVICES.flatMap(({ title: service, gaps }) =>
      gaps.differences
        .filter(({ concerns }) => concerns.some((type) => types.has(type)))
        .map(({ text }): Finding => ({
          level: "note",
          text: `${service}: ${text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")}`,
        })),
    );
    return {
      looked: `${types.size} resource types, ${notes.length} known differences (dev/docs/gaps.md)`,
      findings: [...unknown, ...notes],
    };
  },
};
