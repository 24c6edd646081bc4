import { START } from "../../config/start-command.ts";
import { docker } from "./docker.ts";

/** Why no Docker engine can be used, and what to do; undefined where one answers. */
export async function whyNoDocker(): Promise<string | undefined> {
  const { code, stderr } = await docker("version", "--format", "{{.Server.Version}}");
  if (code === 0) return undefined;
  if (code === "ENOENT") {
    return `There is no docker command. Install Docker, or do without it: \`${START}\` needs none.`;
  }
  if (code === "TIMEOUT") return "The Docker engine does not answer within 10 s. Restart it.";
  if (/permission denied/i.test(stderr)) {
    return "Docker's socket refuses this user. Add the user to the group `docker`, and log in again.";
  }
  if (/cannot connect|no such file|connection refused/i.test(stderr)) {
    return "Nothing answers at Docker's socket. Start the engine (Docker Desktop, or `sudo systemctl start docker`); another socket is named by DOCKER_HOST.";
  }
  return `\`docker version\` fails: ${lastLine(stderr)}`;
}

/** The last line of a text, where commands say what failed. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
