import { spawn } from "node:child_process";
import { join } from "node:path";
import { inheritedEnvironment } from "../../dev/config/process-environment.ts";
import { PROJECT } from "../../dev/config/project.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

/** Account and region of the instance that stands for AWS. */
export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";

/** What a command came to. */
export interface Ran {
  readonly status: number | null;
  /** stdout and stderr as they came. */
  readonly text: string;
}

/** An instance that stands for AWS, and commands that are pointed at it as at AWS. */
export interface SecondAccount {
  readonly url: string;
  readonly client: { readonly endpoint: string; readonly region: string; readonly credentials: Keys };
  /** `doppelface …` */
  doppelface(...args: readonly string[]): Promise<Ran>;
  /** `npx cdk …` on the app of `infra/`. */
  cdk(...args: readonly string[]): Promise<Ran>;
  /** `npm run …` */
  npm(...args: readonly string[]): Promise<Ran>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Starts an instance with another account and another region than a developer's own. */
export async function startSecondAccount(): Promise<SecondAccount> {
  const endpoint = await startTestEndpoint({ settings: { account: ACCOUNT, region: REGION } });
  // The CDK remembers whose account an access key is of (~/.cdk/cache/accounts_partitions.json): `test` is another's.
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: "test" };
  const env = {
    ...inheritedEnvironment(),
    PATH: `${join(PROJECT, "node_modules", ".bin")}:${process.env["PATH"] ?? ""}`,
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    NO_COLOR: "1",
  };
  const run = (command: string, args: readonly string[], cwd = PROJECT): Promise<Ran> => ran(command, args, cwd, env);
  const cdk = join(PROJECT, "node_modules", "aws-cdk", "bin", "cdk");
  return {
    url: endpoint.url,
    client: { endpoint: endpoint.url, region: REGION, credentials },
    doppelface: (...args) => run(process.execPath, [join(PROJECT, "dev/cli.mjs"), ...args]),
    cdk: (...args) => run(process.execPath, [cdk, ...args, "--no-notices"], join(PROJECT, "infra")),
    npm: (...args) => run("npm", ["run", "--silent", ...args]),
    [Symbol.asyncDispose]: () => endpoint.stop(),
  };
}

function ran(command: string, args: readonly string[], cwd: string, env: Record<string, string>): Promise<Ran> {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, text }));
  });
}
