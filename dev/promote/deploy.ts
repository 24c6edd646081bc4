import { join } from "node:path";
import { findPackage } from "../config/find-package.ts";

/**
 * Arguments of the node that runs `cdk deploy` on an assembly that is there already, so that what was examined is what
 * is deployed.
 * @param folder absolute, of the app whose `aws-cdk` it is. Throws where there is none
 */
export function cdkDeployArguments(folder: string, assembly: string): string[] {
  const cli = findPackage(folder, "aws-cdk");
  if (cli === undefined) throw new Error(`There is no aws-cdk in ${folder} or above. Install it: npm i -D aws-cdk.`);
  return [
    join(cli, "bin", "cdk"),
    "deploy",
    "--all",
    "--app",
    assembly,
    // The person was asked already, with everything in view that CDK would ask about.
    "--require-approval",
    "never",
  ];
}
