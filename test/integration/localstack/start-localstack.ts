import { execFile, spawn } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { existsSync, openSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { reaperWhereItIs } from "../../../dev/engine/reaper.ts";
import { usableImage } from "../../../dev/engine/container.ts";
import { freePort } from "../free-port.ts";
import { type OtherEmulator, startEmulator } from "../other-emulators.ts";
import { IMAGE, isImageThere } from "./localstack-image.ts";

const run = promisify(execFile);
const INSTALLED = resolve("node_modules/.cache/localstack");
const OWN = "test/integration/localstack";
const DOCKER_SOCKET = "/var/run/docker.sock";
const LAST_LINES = 40;

/** LocalStack 4.14.0 on this machine, whose functions run in containers. */
export interface Localstack extends OtherEmulator {
  /** Network of the functions' containers. */
  readonly network: string;
  /** Address of this machine in the network of the functions' containers. */
  readonly gateway: string;
  /** Folders of this machine that the functions' containers have. */
  mounts(): Promise<string>;
}

/** What a test asks of LocalStack. */
export interface LocalstackOptions {
  /** Further variables of LocalStack's. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Absolute folder of this machine from which functions may be mounted. */
  readonly folder?: string;
}

/** Why LocalStack cannot be started, and what to do; undefined where it can. */
export async function whyNoLocalstack(): Promise<string | undefined> {
  if (isInstalled() || (await isImageThere(IMAGE))) return undefined;
  return `${IMAGE} is not here, and LocalStack is not installed. docker pull ${IMAGE}, or, where no image registry is reached (Python 3.13, Java 17, Maven): sh ${OWN}/install.sh`;
}

/**
 * Starts LocalStack on a free port, with a network for its functions and the settings of `docker-compose.yml`: in a
 * container where its image is here, otherwise as `install.sh` has installed it.
 */
export async function startLocalstack({ settings, folder }: LocalstackOptions = {}): Promise<Localstack> {
  const network = `doppelface-test-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  await run("docker", ["network", "create", "--label", `doppelface.test=${process.pid}`, network]);
  const gateway = await gatewayOf(network);
  const environment = {
    MAIN_CONTAINER_NAME: network,
    LAMBDA_DOCKER_NETWORK: network,
    LAMBDA_IGNORE_ARCHITECTURE: "1",
    LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT: "120",
    CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES: "1",
    DEBUG: "1",
    ...settings,
  };
  const emulator = (await isImageThere(IMAGE))
    ? await startContainer({ network, environment, folder })
    : await startProcess(environment);
  return {
    url: emulator.url,
    network,
    gateway,
    async mounts() {
      const running = await containersIn(network);
      return (await run("docker", ["inspect", "--format", "{{json .Mounts}}", ...running])).stdout;
    },
    async [Symbol.asyncDispose]() {
      await emulator[Symbol.asyncDispose]();
      const left = await containersIn(network);
      if (left.length > 0) await run("docker", ["rm", "--force", "--volumes", ...left]);
      await run("docker", ["network", "rm", network]);
    },
  };
}

async function startContainer(options: {
  readonly network: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string | undefined;
}): Promise<OtherEmulator> {
  await reaperWhereItIs();
  const { LocalstackContainer } = await import("@testcontainers/localstack");
  const { Wait } = await import("testcontainers");
  const lines: string[] = [];
  const name = `${options.network}-localstack`;
  const shared = [DOCKER_SOCKET, ...(options.folder === undefined ? [] : [options.folder])];
  const container = await new LocalstackContainer(IMAGE)
    // Not the network's name: LocalStack asks Docker for either by its name alone.
    .withName(name)
    .withNetworkMode(options.network)
    .withLabels({ "doppelface.test": String(process.pid) })
    .withEnvironment({ ...options.environment, MAIN_CONTAINER_NAME: name })
    .withBindMounts(shared.map((path) => ({ source: path, target: path })))
    .withWaitStrategy(Wait.forHttp("/_localstack/health", 4566))
    .withLogConsumer((stream) => stream.on("data", (line: Buffer | string) => lines.push(String(line).trimEnd())))
    .start()
    .catch((error: unknown) => {
      throw new Error(`${IMAGE} does not come up:\n${lines.slice(-LAST_LINES).join("\n")}`, { cause: error });
    });
  return {
    url: container.getConnectionUri().replace("localhost", "127.0.0.1"),
    async [Symbol.asyncDispose]() {
      await container.stop();
    },
  };
}

async function startProcess(environment: Readonly<Record<string, string>>): Promise<OtherEmulator> {
  const port = await freePort();
  const root = await mkdtemp(join(tmpdir(), "doppelface-localstack-"));
  await installRuntimeInit(join(root, "var/lib/localstack/lib"));
  const output = openSync(join(root, "log"), "w");
  const child = spawn(join(INSTALLED, "venv/bin/python"), ["-m", "localstack.runtime.main"], {
    stdio: ["ignore", output, output],
    env: {
      ...process.env,
      FILESYSTEM_ROOT: root,
      // Otherwise it takes some machines for a container, and the folders of its image for its own.
      OVERRIDE_IN_DOCKER: "0",
      GATEWAY_LISTEN: `0.0.0.0:${port}`,
      // The image of AWS's runtime comes from a registry; ours has the same Node.
      LAMBDA_RUNTIME_IMAGE_MAPPING: JSON.stringify({ "nodejs24.x": await usableImage() }),
      LAMBDA_INIT_RELEASE_VERSION: STAND_IN,
      DOCKER_CMD: resolve(OWN, "docker-without-pull.sh"),
      // Nothing that looks for other servers.
      SKIP_SSL_CERT_DOWNLOAD: "1",
      DISABLE_EVENTS: "1",
      DNS_ADDRESS: "0",
      ...environment,
    },
  });
  const emulator = await startEmulator(child, port);
  return {
    url: emulator.url,
    async [Symbol.asyncDispose]() {
      await emulator[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function isInstalled(): boolean {
  return existsSync(join(INSTALLED, "lib/dynamodb-local/2/DynamoDBLocal.jar"));
}

/** Version of the program that runs functions, by which LocalStack names its folder. */
const STAND_IN = "stand-in";

/** What LocalStack would download lies where it looks first. */
async function installRuntimeInit(folder: string): Promise<void> {
  const arch = process.arch === "x64" ? "x86_64" : process.arch;
  const rapid = join(folder, "lambda-runtime", STAND_IN, arch, "var", "rapid");
  await mkdir(rapid, { recursive: true });
  await copyFile(join(OWN, "runtime-init.mjs"), join(rapid, "init"));
  await chmod(join(rapid, "init"), 0o755);
  for (const part of ["java", "dynamodb-local"]) await symlink(join(INSTALLED, "lib", part), join(folder, part));
}

async function containersIn(network: string): Promise<string[]> {
  const { stdout } = await run("docker", ["ps", "--all", "--quiet", "--filter", `network=${network}`]);
  return stdout.split("\n").filter((id) => id !== "");
}

async function gatewayOf(network: string): Promise<string> {
  const { stdout } = await run("docker", [
    "network",
    "inspect",
    network,
    "--format",
    "{{(index .IPAM.Config 0).Gateway}}",
  ]);
  return stdout.trim();
}
