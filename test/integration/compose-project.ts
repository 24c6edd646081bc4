import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { usableImage } from "../../dev/engine/container.ts";

const run = promisify(execFile);
const SHIPPED = "docker-compose.yml";
const OFFLINE = "test/integration/compose.offline.yml";
/** What a clone has of what the services mount, and the compose files. */
const COPIED = [SHIPPED, OFFLINE, ".env", "handler", "infra", "fixtures/inbox", "fixtures/recordings"];

/** A copy of the project whose compose file is up with the image of this machine. */
export interface ComposeProject extends AsyncDisposable {
  /** Absolute folder of the copy. */
  readonly folder: string;
  readonly name: string;
  /** Brings it up; rejects with what its services have said. Resolves with the seconds that it took. */
  up(): Promise<string>;
  /** Runs `docker compose …` with the shipped file, and the override where there is no image of LocalStack. Resolves with its standard output. */
  compose(...args: readonly string[]): Promise<string>;
}

/** What a test decides about its project. */
export interface ComposeOptions {
  /** Of this machine. */
  readonly ports: { readonly localstack: number; readonly rekognition: number };
  /** In place of the one that `.env` names. */
  readonly profile?: string;
  /** An image of LocalStack, for the shipped file alone; without one the override has the embedded engine in its place. */
  readonly localstackImage?: string;
}

/** Copies what the services need to a folder of its own, so that a test edits no source of this checkout. */
export async function composeProject(options: ComposeOptions): Promise<ComposeProject> {
  const { ports, profile, localstackImage } = options;
  const folder = await mkdtemp(join(tmpdir(), "doppelface-compose-"));
  // As a clone is: the emulator's container has another user than this process.
  await chmod(folder, 0o755);
  await mkdir(join(folder, "fixtures"), { recursive: true });
  for (const part of COPIED) await cp(part, join(folder, part), { recursive: true });
  const name = `doppelface-test-${profile ?? "local"}-${process.pid}`;
  const env = {
    ...process.env,
    PWD: folder,
    COMPOSE_PROJECT_NAME: name,
    DOPPELFACE_USER: `${process.getuid?.() ?? 1000}:${process.getgid?.() ?? 1000}`,
    LOCALSTACK_PORT: String(ports.localstack),
    REKOGNITION_PORT: String(ports.rekognition),
    ...(localstackImage === undefined
      ? {}
      : { LOCALSTACK_IMAGE: localstackImage, DOPPELFACE_IMAGE: await usableImage() }),
  };
  const compose = async (...args: readonly string[]): Promise<string> => {
    const files = ["--file", SHIPPED, ...(localstackImage === undefined ? ["--file", OFFLINE] : [])];
    const chosen = profile === undefined ? [] : ["--profile", profile];
    const { stdout } = await run("docker", ["compose", ...chosen, ...files, ...args], {
      cwd: folder,
      env,
      maxBuffer: 1 << 24,
    });
    return stdout;
  };
  return {
    folder,
    name,
    compose,
    async up() {
      const started = performance.now();
      await compose("up", "--wait", "--no-build").catch(async (error: unknown) => {
        throw new Error(`compose up failed:\n${await compose("logs", "--tail", "30")}`, { cause: error });
      });
      return ((performance.now() - started) / 1000).toFixed(1);
    },
    async [Symbol.asyncDispose]() {
      await compose("down", "--volumes", "--timeout", "20");
      await rm(folder, { recursive: true, force: true });
      await refuseRemains(name);
    },
  };
}

/** Rejects with what `down -v` has left. */
async function refuseRemains(name: string): Promise<void> {
  for (const kind of ["container", "volume", "network"]) {
    const all = kind === "container" ? ["--all"] : [];
    const { stdout } = await run("docker", [kind, "ls", "--quiet", ...all, "--filter", `name=${name}`]);
    if (stdout !== "") throw new Error(`down -v has left ${kind}s: ${stdout}`);
  }
}
