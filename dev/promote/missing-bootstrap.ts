import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { Assembly, Bootstrap } from "../app/assembly.ts";
import type { Finding } from "./report.ts";
import type { TargetAccount } from "./target.ts";

/** What of the CDK's bootstrap is missing in the account: every deploy reads its version first. Undefined where nothing is. */
export async function missingBootstrap({ stacks }: Assembly, account: TargetAccount): Promise<Finding | undefined> {
  const needed = stacks
    .flatMap(({ bootstrap }) => bootstrap ?? [])
    .toSorted((left, right) => right.version - left.version)[0];
  if (needed === undefined) return undefined;
  const found = await versionOf(needed, account);
  if (found !== undefined && found >= needed.version) return undefined;
  return {
    level: "error",
    text:
      found === undefined
        ? `Account ${account.account} is not bootstrapped in ${account.region}: there is no parameter ${needed.parameter}.`
        : `Account ${account.account} has version ${found} of the bootstrap in ${account.region} (${needed.parameter}); the stack needs ${needed.version}.`,
    next: `Run \`npx cdk bootstrap aws://${account.account}/${account.region}\` once, then promote again.`,
  };
}

async function versionOf({ parameter }: Bootstrap, { clients }: TargetAccount): Promise<number | undefined> {
  try {
    const { Parameter } = await clients.ssm.send(new GetParameterCommand({ Name: parameter }));
    return Number(Parameter?.Value);
  } catch (error) {
    if (error instanceof Error && error.name === "ParameterNotFound") return undefined;
    throw error;
  }
}
