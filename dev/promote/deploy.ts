import { join } from "node:path";

/**
 * Arguments of the node that runs `cdk deploy` on an assembly that is there already, so that what was examined is what
 * is deployed.
 * @param project absolute folder with `node_modules`
 */
export function cdkDeployArguments(project: string, assembly: string): string[] {
  return [
    join(project, "node_modules", "aws-cdk", "bin", "cdk"),
    "deploy",
    "--all",
    "--app",
    assembly,
    // The person was asked already, with everything in view that CDK would ask about.
    "--require-approval",
    "never",
  ];
}
