import { execFile } from "node:child_process";

/** Runs `npm run test:integration` for engines, with these variables and the PATH alone. */
export function runSuite(
  engines: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Promise<{ code: number; text: string }> {
  const args = ["test/integration/run.ts", ...engines.flatMap((engine) => ["--engine", engine])];
  const env = { PATH: process.env["PATH"], NO_COLOR: "1", ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, text: stdout + stderr }),
    );
  });
}
