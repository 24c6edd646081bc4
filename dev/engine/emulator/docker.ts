import { execFile } from "node:child_process";

/** What a docker command came to. */
export interface DockerAnswer {
  /** `ENOENT` where there is no docker command. */
  readonly code: number | "ENOENT" | "TIMEOUT";
  readonly stdout: string;
  readonly stderr: string;
}

const LIMIT_MS = 10_000;

/** Runs `docker` with arguments; never rejects. */
export function docker(...args: readonly string[]): Promise<DockerAnswer> {
  return new Promise((resolve) => {
    execFile("docker", [...args], { timeout: LIMIT_MS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code === "ENOENT" ? "ENOENT" : error.killed === true ? "TIMEOUT" : 1;
      resolve({ code, stdout: stdout.trim(), stderr: stderr.trim() });
    });
  });
}
