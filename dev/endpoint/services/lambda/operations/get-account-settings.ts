import type { Operation } from "../../../service.ts";
import type { LambdaContext } from "../function-operation.ts";
import { ACCOUNT_CONCURRENCY } from "./concurrency.ts";

/** Answers Lambda's default limits, and what the account uses of them. */
export function getAccountSettings({ host, store }: LambdaContext): Operation {
  return {
    parse: () => ({}),
    permissions: () => [{ action: "lambda:GetAccountSettings", resource: "*" }],
    async run(_input, call) {
      const { functions, bytes } = await host.state.read(() => store.usage(call.caller.account, call.region));
      return {
        AccountLimit: {
          TotalCodeSize: 80_530_636_800,
          CodeSizeUnzipped: 262_144_000,
          CodeSizeZipped: 52_428_800,
          ConcurrentExecutions: ACCOUNT_CONCURRENCY,
          UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY,
        },
        AccountUsage: { TotalCodeSize: bytes, FunctionCount: functions },
      };
    },
  };
}
