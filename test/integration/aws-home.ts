import { chown, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** Makes a home whose owner alone may read its AWS profile, as `aws configure` leaves it. Resolves with its folder. */
export async function homeWithProfile(options: {
  readonly profile: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** User id. */
  readonly owner: number;
}): Promise<string> {
  const { profile, region, accessKeyId, owner } = options;
  const folder = await mkdtemp(join(tmpdir(), "doppelface-home-"));
  const aws = join(folder, ".aws");
  await mkdir(aws, { mode: 0o700 });
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  const files = {
    config: `[profile ${profile}]\nregion = ${region}\n`,
    credentials: `[${profile}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secret}\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(aws, name), text, { mode: 0o600 });
    await chown(join(aws, name), owner, owner);
  }
  await chown(aws, owner, owner);
  return folder;
}

/** What `docker compose` is run with in such a home: its plugins lie in the real one. */
export function homeVariables(home: string): Record<string, string> {
  return { HOME: home, DOCKER_CONFIG: process.env["DOCKER_CONFIG"] ?? join(homedir(), ".docker") };
}
