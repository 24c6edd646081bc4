import type { Permission } from "./caller.ts";

/** What an operation that hands a role on asks for besides its own permission; nothing where it hands none on. */
export function passRole(roleArn: string | undefined): readonly Permission[] {
  return roleArn === undefined ? [] : [{ action: "iam:PassRole", resource: roleArn }];
}
