import type { Operation } from "../../../service.ts";
import { checkInput } from "../check-input.ts";

/** The quotas that AWS gives a new account; nothing here is measured against them. */
export function describeLimits(): Operation<object, Readonly<Record<string, number>>> {
  return {
    parse: (input) => checkInput({ types: {} }, input),
    permissions: () => [{ action: "dynamodb:DescribeLimits", resource: "*" }],
    run: () => ({
      AccountMaxReadCapacityUnits: 80_000,
      AccountMaxWriteCapacityUnits: 80_000,
      TableMaxReadCapacityUnits: 40_000,
      TableMaxWriteCapacityUnits: 40_000,
    }),
  };
}
