import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as v from "valibot";
import { clientConfig, startTestEndpoint } from "../support/endpoint.ts";
import { copyProject } from "../support/project.ts";
import { CdkCli } from "./cdk-cli.ts";
import { Timings } from "./timings.ts";

const project = copyProject();
const cli = join(project, "dev/cli.mjs");
const timings = new Timings();
let dev: ChildProcessByStdio<null, Readable, null>;
let url = "";

const Ready = v.object({ ready: v.object({ endpoint: v.string() }) });

// `npm run dev`, on any port.
beforeAll(async () => {
  dev = spawn(process.execPath, [cli, "up", "--json", "--port", "0"], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: dev.stdout });
  for await (const line of lines) {
    const parsed = v.safeParse(Ready, JSON.parse(line));
    if (!parsed.success) continue;
    url = parsed.output.ready.endpoint;
    break;
  }
  dev.stdout.resume();
});

afterAll(async () => {
  const exited = once(dev, "exit");
  dev.kill("SIGINT");
  await exited;
  rmSync(project, { recursive: true, force: true });
  process.stderr.write(`\n${timings.toString()}\n\n`);
});

/** `npm run deploy:local -- ARGUMENT…` */
async function deployLocal(what: string, options: readonly string[], env: Readonly<Record<string, string>>) {
  const { AWS_ENDPOINT_URL: _, AWS_ENDPOINT_URL_S3: __, ...rest } = env;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [cli, "deploy-local", ...options], {
    cwd: project,
    env: rest,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit") as Promise<[number | null]>;
  const [[status], stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  const run = { status, output: `${stdout}${stderr}`, ms: performance.now() - startedAt, synthMs: undefined };
  return timings.add(`deploy:local ${what}`, run);
}

test.each(["cdklocal", "cdk"] as const)("%s diff finds nothing right after npm run dev", async (name) => {
  using cdk = new CdkCli(name, { project, endpoint: url });
  const { status, output } = timings.add(`${name} diff`, await cdk.run("diff", "--fail"));
  expect(output).toContain("There were no differences");
  expect(status).toBe(0);
});

test("deploy:local bootstraps and deploys beside npm run dev, and then deploys alone", async () => {
  using cdk = new CdkCli("cdklocal", { project, endpoint: url });
  const first = await deployLocal("beside npm run dev", [], cdk.env);
  expect(first.output).toContain("✅  Environment aws://000000000000/us-east-1 bootstrapped.");
  expect(first.output).toContain("✅  doppelface (no changes)");
  expect(first.status).toBe(0);
  const second = await deployLocal("once more", [], cdk.env);
  expect(second.output).not.toContain("bootstrapped");
  expect(second.output).toContain("✅  doppelface (no changes)");
  expect(second.status).toBe(0);
});

test("deploy:local deploys to an endpoint where nothing is, what follows -- with it", async () => {
  await using empty = await startTestEndpoint();
  using cdk = new CdkCli("cdklocal", { project, endpoint: empty.url });
  const options = ["--endpoint", empty.url, "--", "-c", "env=other"];
  const { status, output } = await deployLocal("to an empty endpoint", options, cdk.env);
  expect(output).toContain("✅  doppelface-other");
  expect(status).toBe(0);
  const cloudformation = new CloudFormationClient(clientConfig(empty.url));
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({}));
  expect(Stacks?.map(({ StackName, StackStatus }) => [StackName, StackStatus])).toEqual([
    ["doppelface-other", "CREATE_COMPLETE"],
    ["CDKToolkit", "CREATE_COMPLETE"],
  ]);
});
