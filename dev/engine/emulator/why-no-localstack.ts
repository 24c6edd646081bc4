import { runsInImage } from "../../config/process-environment.ts";
import { docker } from "./docker.ts";
import { lastLine, whyNoDocker } from "./why-no-docker.ts";

/** The image of `docker-compose.yml`: the last one that asks for no token. */
const IMAGE = "localstack/localstack:4.14.0";

/** Why LocalStack's container is not there, and what to do. */
export async function whyNoLocalstack(): Promise<string> {
  // Docker is the host's.
  if (runsInImage()) return "On the host, `docker compose ps --all` and `docker compose logs localstack` tell why.";
  const engine = await whyNoDocker();
  if (engine !== undefined) return engine;
  const [newest] = await containers();
  if (newest !== undefined) return whyNotUp(newest);
  const { code } = await docker("image", "inspect", "--format", "{{.Id}}", IMAGE);
  if (code === 0) return "Docker is there and has the image; start it: docker compose up --wait";
  return (
    `Docker is there, and the image ${IMAGE} has not been pulled. Pull and start it: docker compose up --wait. ` +
    "Where no image registry is reached, `npm run compose:offline` has the embedded engine in its place."
  );
}

interface Container {
  readonly id: string;
  readonly state: string;
}

/** LocalStack's containers, newest first, whoever started them. */
async function containers(): Promise<Container[]> {
  const format = '{{.ID}} {{.State}} {{.Image}} {{.Label "com.docker.compose.service"}}';
  const { stdout } = await docker("ps", "--all", "--no-trunc", "--format", format);
  return stdout.split("\n").flatMap((line) => {
    const [id = "", state = "", image = "", service] = line.split(" ");
    return image.startsWith("localstack/") || service === "localstack" ? [{ id, state }] : [];
  });
}

async function whyNotUp({ id, state }: Container): Promise<string> {
  const name = id.slice(0, 12);
  const { stdout: error } = await docker("inspect", "--format", "{{.State.Error}}", id);
  if (/port is already allocated|address already in use/i.test(error)) {
    return `The container ${name} could not take its port: ${error} Stop what has it, or set LOCALSTACK_PORT.`;
  }
  const logs = await docker("logs", "--tail", "50", id);
  const text = `${logs.stdout}\n${logs.stderr}`;
  if (/LOCALSTACK_AUTH_TOKEN|license activation failed|no credentials were found/i.test(text)) {
    return (
      `The container ${name} asks for an account's token, as LocalStack does after 4.14. Use ${IMAGE}, ` +
      "which docker-compose.yml names, or set LOCALSTACK_AUTH_TOKEN."
    );
  }
  if (/docker\.sock|cannot connect to the docker daemon/i.test(text)) {
    return `The container ${name} cannot reach Docker's socket, which it starts functions with: mount /var/run/docker.sock as docker-compose.yml does.`;
  }
  if (state === "running") return `The container ${name} runs and does not answer yet: docker logs ${name}`;
  return `The container ${name} has ended (${state}${error === "" ? "" : `: ${error}`}): ${lastLine(text)}`;
}
