import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { usableImage } from "../../../dev/engine/container.ts";

const run = promisify(execFile);

/** LocalStack's image, as `docker-compose.yml` names it. */
export const IMAGE = process.env["LOCALSTACK_IMAGE"] ?? "localstack/localstack:4.14.0";
const STAND_IN = "localstack-stand-in:4.14.0";

/** An image of LocalStack: its own, or one that is made of what `install.sh` has installed. Resolves with its name. */
export async function localstackImage(): Promise<string> {
  return (await isImageThere(IMAGE)) ? IMAGE : standInImage();
}

/** The image that is made here, whether LocalStack's own is there or not. Resolves with its name. */
export async function standInImage(): Promise<string> {
  const script = "test/integration/localstack/image.sh";
  if (!(await isImageThere(STAND_IN))) await run("sh", [script, STAND_IN, await usableImage()]);
  return STAND_IN;
}

/** Whether Docker has an image. */
export async function isImageThere(image: string): Promise<boolean> {
  return run("docker", ["image", "inspect", image]).then(
    () => true,
    () => false,
  );
}
