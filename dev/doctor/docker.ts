import { docker } from "../engine/emulator/docker.ts";
import { whyNoDocker } from "../engine/emulator/why-no-docker.ts";
import type { Finding } from "./finding.ts";

const LOCALSTACK = "localstack/localstack:4.14.0";

/** Docker, which only the LocalStack engine needs: whether it is there, answers, and has LocalStack's image. */
export async function checkDocker(): Promise<Finding> {
  const check = "docker";
  const problem = await whyNoDocker();
  if (problem !== undefined) {
    return { check, level: "note", found: problem, advice: "Nothing to do here: only docker compose up needs it." };
  }
  const { stdout: version } = await docker("version", "--format", "{{.Server.Version}}");
  const { code } = await docker("image", "inspect", "--format", "{{.Id}}", LOCALSTACK);
  if (code === 0) return { check, level: "ok", found: `engine ${version} answers, ${LOCALSTACK} is there` };
  return {
    check,
    level: "ok",
    found: `engine ${version} answers; ${LOCALSTACK} is not pulled`,
    advice: "docker compose up --wait pulls it. Where that fails for want of a registry: npm run compose:offline.",
  };
}
