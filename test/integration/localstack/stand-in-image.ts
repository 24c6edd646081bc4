import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { usableImage } from "../../../dev/engine/container.ts";

const run = promisify(execFile);
const IMAGE = "localstack-stand-in:4.14.0";

/** An image of the LocalStack that `install.sh` has installed, made where it is not there. Resolves with its name. */
export async function standInImage(): Promise<string> {
  const script = "test/integration/localstack/image.sh";
  const runtime = await usableImage();
  await run("docker", ["image", "inspect", IMAGE]).catch(() => run("sh", [script, IMAGE, runtime]));
  return IMAGE;
}
