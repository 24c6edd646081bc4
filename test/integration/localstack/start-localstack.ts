import { execFile, spawn } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { existsSync, openSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { usableImage } from "../../../dev/engine/container.ts";
import { freePort } from "../free-port.ts";
import { type OtherEmulator, startEmulator } from "../other-emulators.ts";

const run = promisify(execFile);
const INSTALLED = resolve("node_modules/.cache/localstack");
const OWN = "test/integration/localstack";

/** LocalStack 4.14.0 on this machine, whose functions run in containers. */
export interface Localstack extends OtherEmulator {
  /** Network of the functions' containers. */
  readonly network: string;
  /** Address of this machine in the network of the functions' containers. */
  readonly gateway: string;
  /** Folders of this machine that the functions' containers have. */
  mounts(): Promise<string>;
}

/** Why LocalStack cannot be started, and what to do; undefined where it can. */
export function whyNotInstalled(): string | undefined {
  return existsSync(join(INSTALLED, "lib/dynamodb-local/2/DynamoDBLocal.jar"))
    ? undefined
    : `LocalStack is not installed here. Install it (Python 3.12 or 3.13, Java 17, Maven): sh ${OWN}/install.sh`;
}

/**
 * Starts LocalStack on a free port, with a network for its functions and the settings of `docker-compose.yml`.
 * @param settings further variables of LocalStack's
 */
export async function startLocalstack(settings: Readonly<Record<string, string>> = {}): Promise<Localstack> {
  const port = await freePort();
  const name = `doppelface-test-${process.pid}-${port}`;
  const root = await mkdtemp(join(tmpdir(), "doppelface-localstack-"));
  await installRuntimeInit(join(root, "var/lib/localstack/lib"));
  await run("docker", ["network", "create", "--label", `doppelface.test=${process.pid}`, name]);
  const gateway = await gatewayOf(name);
  const log = join(root, "log");
  const output = openSync(log, "w");
  const child = spawn(join(INSTALLED, "venv/bin/python"), ["-m", "localstack.runtime.main"], {
    stdio: ["ignore", output, output],
    env: {
      ...process.env,
      FILESYSTEM_ROOT: root,
      // Otherwise it takes some machines for a container, and the folders of its image for its own.
      OVERRIDE_IN_DOCKER: "0",
      GATEWAY_LISTEN: `0.0.0.0:${port}`,
      MAIN_CONTAINER_NAME: name,
      LAMBDA_DOCKER_NETWORK: name,
      LAMBDA_IGNORE_ARCHITECTURE: "1",
      LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT: "120",
      CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES: "1",
      // The image of AWS's runtime comes from a registry; ours has the same Node.
      LAMBDA_RUNTIME_IMAGE_MAPPING: JSON.stringify({ "nodejs24.x": await usableImage() }),
      LAMBDA_INIT_RELEASE_VERSION: STAND_IN,
      DOCKER_CMD: resolve(OWN, "docker-without-pull.sh"),
      // Nothing that looks for other servers.
      SKIP_SSL_CERT_DOWNLOAD: "1",
      DISABLE_EVENTS: "1",
      DNS_ADDRESS: "0",
      DEBUG: "1",
      ...settings,
    },
  });
  const emulator = await startEmulator(child, port);
  return {
    url: emulator.url,
    network: name,
    gateway,
    async mounts() {
      const running = await containersIn(name);
      return (await run("docker", ["inspect", "--format", "{{json .Mounts}}", ...running])).stdout;
    },
    async [Symbol.asyncDispose]() {
      await emulator[Symbol.asyncDispose]();
      const left = await containersIn(name);
      if (left.length > 0) await run("docker", ["rm", "--force", "--volumes", ...left]);
      await run("docker", ["network", "rm", name]);
      await rm(root, { recursive: true, force: true });
    },
  };
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
