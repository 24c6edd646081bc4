import { randomBytes } from "node:crypto";
import type { NameRule } from "./resource-type.ts";

/**
 * A name as CloudFormation generates it: `<stack>-<logical id>-<12 random characters>`, the first two cut to what the
 * service allows.
 */
export function generateName(
  stackName: string,
  logicalId: string,
  rule: Pick<NameRule, "maxLength" | "lowerCase">,
): string {
  const room = rule.maxLength - 12 - 2;
  const stackRoom = Math.max(Math.floor(room / 2), room - logicalId.length);
  const stack = stackName.slice(0, stackRoom);
  const logical = logicalId.slice(0, room - stack.length);
  const name = `${stack}-${logical}-${randomPart()}`;
  return rule.lowerCase === true ? name.toLowerCase() : name;
}

function randomPart(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return Array.from(randomBytes(12), (byte) => alphabet[byte % 36]).join("");
}
