import type { LabelledFaces } from "./labelled-photographs.ts";
import type { UserSearches } from "./user-searches.ts";
import type { Verification } from "./verification.ts";

/** All that was measured. */
export type Accuracy = Omit<LabelledFaces, "faces"> &
  Verification & { readonly engine: string; readonly users: UserSearches };

/** The result for people to read. */
export function reportLines(result: Accuracy): string[] {
  const { users } = result;
  return [
    `engine                                ${result.engine}`,
    `photographs                           ${result.photographs} of ${result.people} people, ${result.faceless} without a face`,
    `files that are no pictures            ${result.unreadable.length}${listed(result.unreadable)}`,
    `faces missed                          ${result.missed.length}${listed(result.missed)}`,
    `false faces where there is none       ${result.falseFaces}`,
    `faces beside the largest              ${result.others} (false ones, or bystanders)`,
    `pairs tried                           ${result.samePairs} of one person, ${result.differentPairs} of two`,
    `verification accuracy at 80           ${percent(result.accuracyAt80)} (mean of both kinds)`,
    `same person at or above 80, 95, 99    ${percent(result.sameAt80)}, ${percent(result.sameAt95)}, ${percent(result.sameAt99)}`,
    `different people at or above 80       ${percent(result.differentAt80)}`,
    `searches for a person                 ${users.searches} (of people with three photographs or more)`,
    `  among one face each: right, wrong   ${percent(users.byFace?.right)}, ${percent(users.byFace?.wrong)}`,
    `  among users: right, wrong           ${percent(users.byUser?.right)}, ${percent(users.byUser?.wrong)}`,
  ];
}

function listed(files: readonly string[]): string {
  return files.map((file) => `\n  ${file}`).join("");
}

function percent(share: number | undefined): string {
  return share === undefined ? "none to try" : `${(100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;
}
