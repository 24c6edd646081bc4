import { spawnSync } from "node:child_process";
import { usableImage } from "../../dev/engine/container.ts";
import { findDeployedStack } from "./deployed-stack.ts";
import { whyNoLocalstack } from "./localstack/start-localstack.ts";

/** What an integration test can run on. */
export const ENGINES = ["embedded", "container", "compose", "localstack", "moto", "ministack", "aws"] as const;
export type EngineName = (typeof ENGINES)[number];

/** Those that run unless others are named; what cannot be had is then left out, and said. */
export const DEFAULT: readonly EngineName[] = ["embedded", "container", "compose"];

/** Test files of an engine. */
export const FILES: Readonly<Record<EngineName, readonly string[]>> = {
  embedded: [
    "test/integration/uploads.test.ts",
    "test/integration/aws.test.ts",
    "test/integration/without-docker.test.ts",
  ],
  container: ["test/integration/uploads.test.ts", "test/integration/image.test.ts"],
  compose: [
    "test/integration/compose-config.test.ts",
    "test/integration/compose.test.ts",
    "test/integration/compose-replay.test.ts",
    "test/integration/compose-upstream.test.ts",
    "test/integration/compose-page.test.ts",
    "test/integration/compose-recovery.test.ts",
  ],
  localstack: ["test/integration/uploads.test.ts", "test/integration/localstack"],
  moto: ["test/integration/moto.test.ts"],
  ministack: ["test/integration/uploads.test.ts"],
  aws: ["test/integration/uploads.test.ts"],
};

/**
 * Why an engine cannot be used on this machine; undefined where it can.
 * @param stack name of the deployed stack that `aws` runs on
 */
export async function whyNot(engine: EngineName, stack: string): Promise<string | undefined> {
  switch (engine) {
    case "embedded":
      return undefined;
    case "container":
      return reasonOf(usableImage());
    case "compose":
      return (await reasonOf(usableImage())) ?? whyNoCompose();
    case "localstack":
      return (await reasonOf(usableImage())) ?? whyNoLocalstack();
    case "moto":
      return runs("moto_server", "--help")
        ? undefined
        : "There is no moto_server on the PATH. Install it: pip install 'moto[server]'";
    case "ministack":
      return runs("ministack", "--help")
        ? undefined
        : "There is no ministack on the PATH. Install it into a Python environment of its own: pip install ministack";
    case "aws":
      return reasonOf(findDeployedStack(stack));
  }
}

/** Why something was rejected; undefined where it was not. */
async function reasonOf(found: Promise<unknown>): Promise<string | undefined> {
  try {
    await found;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function whyNoCompose(): string | undefined {
  return runs("docker", "compose", "version")
    ? undefined
    : "There is no `docker compose` (version 2, a plugin of docker). On Debian: apt-get install docker-compose, from trixie on.";
}

function runs(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
