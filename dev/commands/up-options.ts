import type { CommandOptions } from "./command.ts";

/** How strictly the function's role is taken. */
export const IAM_OPTION: CommandOptions = {
  iam: {
    type: "string",
    value: "MODE",
    description: "enforce (default) or audit: what the role does not allow passes",
  },
};
