import { GetAccountSettingsCommand, GetFunctionConcurrencyCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Check } from "../context.ts";
import type { Finding } from "../report.ts";
import { nameOf } from "../resolve.ts";
import { resourcesOf } from "../template.ts";
import { CODE_BYTES, codeSize, functionLimits } from "./function-limits.ts";

/** Executions that Lambda keeps for functions without a reservation: docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html. */
const ALWAYS_UNRESERVED = 100;

/** What each function asks for, and what is left in the account. */
export const checkQuotas: Check = {
  title: "Quotas",
  run: async ({ templates, assembly, target }) => {
    const functions = templates.flatMap((template) =>
      resourcesOf(template, "AWS::Lambda::Function").map((resource) => ({
        template,
        resource,
        bytes: codeSize(assembly, resource),
      })),
    );
    const account = target.account;
    const settings =
      account === undefined ? undefined : await account.clients.lambda.send(new GetAccountSettingsCommand({}));
    const { AccountLimit: limit, AccountUsage: used } = settings ?? {};
    const findings: Finding[] = functions.flatMap(({ resource, bytes }) =>
      functionLimits(resource, bytes, limit?.CodeSizeUnzipped ?? CODE_BYTES),
    );
    const asked = functions.map(({ template, resource }) => ({
      name: account === undefined ? undefined : nameOf(resource, { template, target: account, unknown: undefined }),
      executions: Number(resource.properties["ReservedConcurrentExecutions"] ?? 0),
    }));
    if (account !== undefined && limit !== undefined) {
      const more = await Promise.all(
        asked.map(async ({ name, executions }) => executions - (await reservedNow(account.clients.lambda, name))),
      );
      const left = (limit.UnreservedConcurrentExecutions ?? 0) - more.reduce((sum, one) => sum + one, 0);
      const reserved = asked.reduce((sum, { executions }) => sum + executions, 0);
      if (reserved > 0 && left < ALWAYS_UNRESERVED) {
        findings.push({
          level: "error",
          text:
            `The stack reserves ${reserved} concurrent executions; ${left} would be left without a reservation in the ` +
            `account, and Lambda keeps ${ALWAYS_UNRESERVED}.`,
          next: "Reserve fewer (-c reservedConcurrency), or ask for a higher quota of concurrent executions.",
        });
      }
      const code = functions.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
      if ((used?.TotalCodeSize ?? 0) + code > (limit.TotalCodeSize ?? Number.POSITIVE_INFINITY)) {
        const text = `The code of ${used?.FunctionCount ?? 0} functions fills the account's ${limit.TotalCodeSize ?? 0} bytes.`;
        findings.push({ level: "error", text, next: "Delete functions and versions that nobody needs." });
      }
    }
    return {
      looked: [
        ...functions.map(
          ({ resource, bytes }) => `${resource.logicalId}${bytes === undefined ? "" : `: ${bytes} bytes of code`}`,
        ),
        ...(limit === undefined
          ? []
          : [
              `the account: ${limit.ConcurrentExecutions ?? 0} concurrent executions, ${limit.UnreservedConcurrentExecutions ?? 0} of them free`,
            ]),
      ].join("; "),
      findings,
      ...(account === undefined ? { notMade: `What is left in the account. ${target.why ?? ""}` } : {}),
    };
  },
};

/** Executions that a function of that name has reserved already. */
async function reservedNow(lambda: LambdaClient, FunctionName: string | undefined): Promise<number> {
  if (FunctionName === undefined) return 0;
  try {
    const answer = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
    return answer.ReservedConcurrentExecutions ?? 0;
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return 0;
    throw error;
  }
}
