import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { usableImage } from "../../dev/engine/container.ts";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);
const SHIPPED = "docker-compose.yml";
const OFFLINE = "test/integration/compose.offline.yml";
/** What a clone has of what the services mount, and the compose files. */
const COPIED = [SHIPPED, OFFLINE, ".env", "dev/docker", "handler", "infra", "fixtures/recordings"];

/** A copy of the project whose compose file is up with the image of this machine. */
export interface ComposeProject extends AsyncDisposable {
  /** Absolute folder of the copy. */
  readonly folder: string;
  readonly name: string;
  /** What `docker compose` is run with. */
  readonly env: NodeJS.ProcessEnv;
  /** Brings it up; rejects with what its services have said. Resolves with the seconds that it took. */
  up(): Promise<string>;
  /** Runs `docker compose …` with the shipped file, and the override where there is no image of LocalStack. Resolves with its standard output. */
  compose(...args: readonly string[]): Promise<string>;
}

/** What a test decides about its project. */
export interface ComposeOptions {
  /** Of this machine. */
  readonly ports: { readonly localstack: number; readonly rekognition: number };
  /** Who answers Rekognition's calls, in place of the one that `.env` names. */
  readonly rekognition?: "replay" | "record" | "aws";
  /** The user that the copy belongs to and that runs it; this process's own by default. */
  readonly owner?: number;
  /** Further variables. */
  readonly variables?: Readonly<Record<string, string>>;
  /** An image of LocalStack, for the shipped file alone; without one the override has the embedded engine in its place. */
  readonly localstackImage?: string;
}

/** Copies what the services need to a folder of its own, so that a test edits no source of this checkout. */
export async function composeProject(options: ComposeOptions): Promise<ComposeProject> {
  const { ports, rekognition, localstackImage } = options;
  const owner = options.owner ?? process.getuid?.() ?? 1000;
  const folder = await copyOfProject(owner);
  const name = `doppelface-test-${rekognition ?? "local"}-${process.pid}-${randomBytes(2).toString("hex")}`;
  const env = {
    ...process.env,
    PWD: folder,
    COMPOSE_PROJECT_NAME: name,
    DOPPELFACE_USER: `${owner}:${owner}`,
    LOCALSTACK_PORT: String(ports.localstack),
    REKOGNITION_PORT: String(ports.rekognition),
    CONSOLE_PORT: String(await freePort()),
    ...(rekognition === undefined ? {} : { DOPPELFACE_REKOGNITION: rekognition }),
    ...(localstackImage === undefined
      ? {}
      : { LOCALSTACK_IMAGE: localstackImage, DOPPELFACE_IMAGE: await usableImage() }),
    ...options.variables,
  };
  const compose = async (...args: readonly string[]): Promise<string> => {
    const files = ["--file", SHIPPED, ...(localstackImage === undefined ? ["--file", OFFLINE] : [])];
    const { stdout } = await run("docker", ["compose", ...files, ...args], {
      cwd: folder,
      env,
      maxBuffer: 1 << 24,
    });
    return stdout;
  };
  return {
    folder,
    name,
    env,
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

/** In a folder whose path has a blank, with an inbox of its own: what lies in the user's is nobody else's. */
async function copyOfProject(owner: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "doppelface compose-"));
  // As a clone is: the emulator's container has another user than this process.
  await chmod(folder, 0o755);
  await mkdir(join(folder, "fixtures", "inbox"), { recursive: true });
  await writeFile(join(folder, "fixtures", "inbox", ".gitkeep"), "");
  for (const part of COPIED) await cp(part, join(folder, part), { recursive: true });
  if (owner !== process.getuid?.()) await run("chown", ["--recursive", `${owner}:${owner}`, folder]);
  return folder;
}

/** Rejects with what `down -v` has left. */
async function refuseRemains(name: string): Promise<void> {
  for (const kind of ["container", "volume", "network"]) {
    const all = kind === "container" ? ["--all"] : [];
    const { stdout } = await run("docker", [kind, "ls", "--quiet", ...all, "--filter", `name=${name}`]);
    if (stdout !== "") throw new Error(`down -v has left ${kind}s: ${stdout}`);
  }
}
