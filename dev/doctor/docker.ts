import { execFile } from "node:child_process";
import type { Finding } from "./finding.ts";

const LIMIT_MS = 5000;

/** Docker, which only the LocalStack engine needs: whether it is there, and whether its engine answers. */
export async function checkDocker(): Promise<Finding> {
  const check = "docker";
  const { version, error } = await dockerServerVersion();
  if (version !== undefined) return { check, level: "ok", found: `engine ${version} answers` };
  return {
    check,
    level: "note",
    found: error === "ENOENT" ? "not installed" : `its engine does not answer: ${error}`,
    advice: "Nothing to do: only LocalStack needs it. For that, install Docker or start its engine.",
  };
}

function dockerServerVersion(): Promise<{ version?: string; error: string }> {
  return new Promise((resolve) => {
    execFile(
      "docker",
      ["version", "--format", "{{.Server.Version}}"],
      { timeout: LIMIT_MS },
      (error, stdout, stderr) => {
        if (error === null) resolve({ version: stdout.trim(), error: "" });
        else if (error.killed === true) resolve({ error: `no answer within ${LIMIT_MS / 1000} s` });
        else
          resolve({ error: error.code === "ENOENT" ? "ENOENT" : (stderr.trim().split("\n").at(-1) ?? error.message) });
      },
    );
  });
}
