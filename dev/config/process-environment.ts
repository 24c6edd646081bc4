import { accessSync, constants, existsSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** The variables of this process that an AWS tool started by `exec` may keep: everything but credentials and profiles. */
export function inheritedEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""]));
}

/** All variables of this process, for a program of the user's own. */
export function userEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ""]));
}

/**
 * The variable that a program needs which looks for its user's home, where the user is a number that has no name, as it
 * may be in a container.
 */
export function homeVariable(): Record<string, string> {
  try {
    userInfo();
    return {};
  } catch {
    return { HOME: tmpdir() };
  }
}

/** Whether the terminal shows colours: a TTY, unless NO_COLOR says no (https://no-color.org). */
export function wantsColour(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true && (process.env["NO_COLOR"] ?? "") === "";
}

/** Whether a build server runs this, by the variable that they all set. */
export function runsInCi(): boolean {
  return !["", "0", "false"].includes(process.env["CI"] ?? "");
}

/** Whether this runs in our image, where neither npm nor docker is at hand. */
export function runsInImage(): boolean {
  return process.env["DOPPELFACE_IN_IMAGE"] === "1";
}

/** The endpoint that the user named, as AWS tools read it. */
export function endpointFromEnvironment(): string | undefined {
  return filled("AWS_ENDPOINT_URL");
}

/** That of Rekognition alone, beside another emulator. */
export function rekognitionEndpointFromEnvironment(): string | undefined {
  return filled("AWS_ENDPOINT_URL_REKOGNITION");
}

/** The image of ours that docker-compose.yml runs in place of the one that is built here. */
export function imageFromEnvironment(): string | undefined {
  return filled("DOPPELFACE_IMAGE");
}

/** The token with which the control routes of an endpoint change something; an endpoint that starts takes it for its own. */
export function controlTokenFromEnvironment(): string | undefined {
  return filled("DOPPELFACE_CONTROL_TOKEN");
}

function filled(name: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === "" ? undefined : value;
}

/** Where AWS credentials of the user's own lie: variables and files by name, never what they hold. */
export function awsCredentialSources(): string[] {
  const variables = ["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"].filter(
    (name) => (process.env[name] ?? "") !== "" && process.env[name] !== "test",
  );
  return [...variables, ...awsFiles().filter((file) => existsSync(file))];
}

/** A file of AWS profiles that this user may not look at, which the SDK takes for one that is not there. */
export function unreadableAwsFile(): string | undefined {
  return awsFiles().find((file) => {
    try {
      accessSync(file, constants.R_OK);
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EACCES";
    }
  });
}

function awsFiles(): string[] {
  return [
    process.env["AWS_SHARED_CREDENTIALS_FILE"] ?? join(homedir(), ".aws", "credentials"),
    process.env["AWS_CONFIG_FILE"] ?? join(homedir(), ".aws", "config"),
  ];
}

/** The image of the reaper of testcontainers 12.2, unless the user has named another. */
export function reaperImage(): string {
  return filled("RYUK_CONTAINER_IMAGE") ?? "testcontainers/ryuk:0.14.0";
}

/** Has testcontainers do without its reaper, whose image is pulled otherwise: what it starts is swept by label instead. */
export function disableReaper(): void {
  process.env["TESTCONTAINERS_RYUK_DISABLED"] = "true";
}

/** The environment of this process for a CDK that deploys to a region, and to an endpoint in place of AWS. */
export function deployEnvironment(region: string, endpoint: string | undefined): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }),
  };
}

/** The region that the user named, as AWS tools read it. */
export function regionFromEnvironment(): string | undefined {
  return [process.env["AWS_REGION"], process.env["AWS_DEFAULT_REGION"]].find(
    (name) => name !== undefined && name !== "",
  );
}

/** Absolute folder of what can be made again and all projects share: `~/.cache/doppelface`, or where XDG_CACHE_HOME says. */
export function userCache(): string {
  const cache = process.env["XDG_CACHE_HOME"] ?? "";
  return join(cache === "" ? join(homedir(), ".cache") : cache, "doppelface");
}
