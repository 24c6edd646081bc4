import { randomBytes } from "node:crypto";
import { imageFromEnvironment } from "../config/process-environment.ts";
import { REGION, type Settings } from "../config/settings.ts";
import { isRunning } from "../endpoint/state/is-running.ts";
import type { Bus } from "../trace/bus.ts";
import { docker } from "./emulator/docker.ts";
import { whyNoDocker } from "./emulator/why-no-docker.ts";
import type { Engine } from "./engine.ts";
import { reaperWhereItIs } from "./reaper.ts";

/** Built by `docker compose build`, and by `npm run compose:offline`. */
const IMAGES = ["doppelface", "doppelface:offline"];

/** On every container, with the number of the process that started it. */
const LABEL = "doppelface.test";
const PORT = 4566;
const LAST_LINES = 40;

/** What starts a container. */
export interface ContainerOptions {
  readonly settings: Pick<Settings, "iam" | "retryDelay">;
  readonly bus: Bus;
}

/** The embedded engine in a container of our image, by testcontainers. Its steps cannot be seen from outside. */
export function containerEngine({ settings, bus }: ContainerOptions): Engine {
  return {
    name: "container",
    async start() {
      const image = await usableImage();
      await sweepContainers();
      await reaperWhereItIs();
      const { GenericContainer, Wait } = await import("testcontainers");
      const lines: string[] = [];
      const controlToken = randomBytes(32).toString("base64url");
      const { iam, retryDelay } = settings;
      const container = await new GenericContainer(image)
        .withCommand(["up", "--no-deploy", "--ephemeral", "--host", "0.0.0.0", "--iam", iam])
        .withEnvironment({ DOPPELFACE_RETRY_DELAY: String(retryDelay), DOPPELFACE_CONTROL_TOKEN: controlToken })
        .withLabels({ [LABEL]: String(process.pid) })
        .withExposedPorts(PORT)
        .withWaitStrategy(Wait.forHttp("/_doppelface/faults", PORT))
        .withLogConsumer((stream) => {
          stream.on("data", (line: Buffer | string) => {
            lines.push(String(line).trimEnd());
            if (lines.length > LAST_LINES) lines.shift();
          });
        })
        .start()
        .catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          throw new Error(`The container of ${image} does not come up: ${reason}\n${lines.join("\n")}`, {
            cause: error,
          });
        });
      return {
        bus,
        connection: {
          // By address: the S3 client then takes path style by itself.
          endpoint: `http://${container.getHost().replace("localhost", "127.0.0.1")}:${container.getMappedPort(PORT)}`,
          region: REGION,
          credentials: { accessKeyId: "test", secretAccessKey: "test" },
          controlToken,
        },
        stop: async () => void (await container.stop()),
      };
    },
  };
}

/** Our image: the one that DOPPELFACE_IMAGE names, or whichever was built. Throws why no container can be started, and what to do. */
export async function usableImage(): Promise<string> {
  const problem = await whyNoDocker();
  if (problem !== undefined) throw new Error(problem);
  const named = imageFromEnvironment();
  for (const image of named === undefined ? IMAGES : [named]) {
    const { code } = await docker("image", "inspect", "--format", "{{.Id}}", image);
    if (code === 0) return image;
  }
  if (named !== undefined) throw new Error(`Docker is there, and has no image ${named}, which DOPPELFACE_IMAGE names.`);
  throw new Error(
    "Docker is there, and the image is not built. Build it: docker compose build, or, where no image registry is reached, sh dev/docker/build-offline.sh doppelface:offline",
  );
}

/** Removes the containers of processes that have ended without doing so. */
async function sweepContainers(): Promise<void> {
  const { stdout } = await docker(
    "ps",
    "--all",
    "--filter",
    `label=${LABEL}`,
    "--format",
    `{{.ID}} {{.Label "${LABEL}"}}`,
  );
  for (const line of stdout.split("\n")) {
    const [id = "", pid = ""] = line.split(" ");
    if (id !== "" && !isRunning(Number(pid))) await docker("rm", "--force", "--volumes", id);
  }
}
