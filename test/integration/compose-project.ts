import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const SHIPPED = "docker-compose.yml";
const OFFLINE = "test/integration/compose.offline.yml";
/** What a clone has of what the services mount, and the compose files. */
const COPIED = [SHIPPED, OFFLINE, "handler", "infra", "fixtures/inbox"];

/** A copy of the project whose compose file is up with the image of this machine. */
export interface ComposeProject extends AsyncDisposable {
  /** Absolute folder of the copy. */
  readonly folder: string;
  readonly name: string;
  /** Runs `docker compose …` with the shipped file and the override. Resolves with its standard output. */
  compose(...args: readonly string[]): Promise<string>;
}

/** Copies what the services need to a folder of its own, so that a test edits no source of this checkout. */
export async function composeProject(ports: { localstack: number; rekognition: number }): Promise<ComposeProject> {
  const folder = await mkdtemp(join(tmpdir(), "doppelface-compose-"));
  // As a clone is: the emulator's container has another user than this process.
  await chmod(folder, 0o755);
  await mkdir(join(folder, "fixtures"), { recursive: true });
  for (const part of COPIED) await cp(part, join(folder, part), { recursive: true });
  const name = `doppelface-test-${process.pid}`;
  const env = {
    ...process.env,
    PWD: folder,
    COMPOSE_PROJECT_NAME: name,
    DOPPELFACE_USER: `${process.getuid?.() ?? 1000}:${process.getgid?.() ?? 1000}`,
    LOCALSTACK_PORT: String(ports.localstack),
    REKOGNITION_PORT: String(ports.rekognition),
  };
  const compose = async (...args: readonly string[]): Promise<string> => {
    const files = ["--file", SHIPPED, "--file", OFFLINE];
    const { stdout } = await run("docker", ["compose", ...files, ...args], { cwd: folder, env, maxBuffer: 1 << 24 });
    return stdout;
  };
  return {
    folder,
    name,
    compose,
    async [Symbol.asyncDispose]() {
      await compose("down", "--volumes", "--timeout", "20");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
