import { spawn } from "node:child_process";
import { join } from "node:path";
import { deployEnvironment } from "../config/process-environment.ts";

/**
 * Runs `cdk deploy` on an assembly that is there already, so that what was examined is what is deployed. Its output
 * goes to the terminal. Resolves with its exit code.
 * @param project absolute folder with `node_modules`
 */
export function cdkDeploy(
  project: string,
  assembly: string,
  target: { readonly region: string; readonly endpoint: string | undefined },
  /** stdout is for results in JSON: the CDK's goes to stderr. */
  json: boolean,
): Promise<number> {
  const args = [
    join(project, "node_modules", "aws-cdk", "bin", "cdk"),
    "deploy",
    "--all",
    "--app",
    assembly,
    // The person was asked already, with everything in view that CDK would ask about.
    "--require-approval",
    "never",
  ];
  const env = deployEnvironment(target.region, target.endpoint);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: project,
      stdio: ["inherit", json ? 2 : "inherit", "inherit"],
      env,
    });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
