import type { Permission } from "./caller.ts";

/** The services here that take a role over, as `iam:PassedToService` names them. */
export const ROLE_TAKERS = ["cloudformation.amazonaws.com", "lambda.amazonaws.com"] as const;

/** What an operation that hands a role on asks for besides its own permission; nothing where it hands none on. */
export function passRole(roleArn: string | undefined, passedTo: (typeof ROLE_TAKERS)[number]): readonly Permission[] {
  return roleArn === undefined ? [] : [{ action: "iam:PassRole", resource: roleArn, passedTo }];
}
