import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, onTestFinished, test } from "vitest";
import { pictures, picturePath } from "../../fixtures/pictures.ts";
import { start } from "../../dev/testing/testing.ts";
import { copyApp } from "../support/copy-app.ts";
import { type ClientConfig, clientConfig, startTestEndpoint } from "../support/endpoint.ts";
import { APP_CASES } from "./app-cases.ts";
import { CLI, UpProcess } from "./up-process.ts";

// Each app of fixtures/apps/ as somebody works on it: `up` with its saves, `exec`, `doppelface/testing`, and the tools
// that deploy it, on the embedded engine and beside an emulator, which is a second endpoint of this project.

const run = promisify(execFile);
const portrait = pictures.find(({ key }) => key === "nora-lind.jpg");
if (portrait === undefined) throw new Error("There is no nora-lind.jpg.");
const PORTRAIT = picturePath(portrait);

describe.each(APP_CASES)("$name", (app) => {
  test.each(["embedded", "localstack"])(
    "up on the engine %s: saves of each function, one more, a broken one",
    async (engine) => {
      using copy = copyApp(app.name);
      const { folder } = copy;
      await using emulator = engine === "localstack" ? await startTestEndpoint() : undefined;
      const args = emulator === undefined ? [] : ["--engine", "localstack", "--endpoint", emulator.url];
      await using up = new UpProcess(folder, ...args);
      const { endpoint } = await up.ready();
      const lambda = new LambdaClient(clientConfig(endpoint));
      onTestFinished(() => lambda.destroy());
      const nameOf = async (logicalId: string): Promise<string> => {
        const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
        const found = Functions.find(({ FunctionName = "" }) => FunctionName.includes(`-${logicalId}`));
        return found?.FunctionName ?? `no ${logicalId}`;
      };

      await uploaded(endpoint, app.picture);
      for (const { of, what, ...edit } of app.saves) {
        const expected = { bundle: { reloaded: [await nameOf(of)] }, stack: { changes: [`${of} (Code)`] } }[what];
        expect(await up.save(edit.file, edit.from, edit.to)).toMatchObject({ type: "live", what, ...expected });
      }
      await uploaded(endpoint, app.picture.replace("nora", "again"));

      const { file, text, by } = app.added;
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
      const added = await up.save(by.file, by.from, by.to);
      expect(added).toMatchObject({
        type: "live",
        what: "stack",
        changes: expect.arrayContaining([expect.stringMatching(/(^|\/)\+ Greet/)]),
      });
      const greet = await nameOf("Greet");
      const answer = async (): Promise<unknown> => {
        const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: greet, Payload: "{}" }));
        return JSON.parse(Payload?.transformToString() ?? "null");
      };
      expect(await answer()).toBe("hello");
      expect(await up.save(file, "hello", "good day")).toMatchObject({
        type: "live",
        what: "bundle",
        reloaded: [greet],
      });
      expect(await answer()).toBe("good day");

      const { says, ...broken } = app.broken;
      expect(await up.save(broken.file, broken.from, broken.to)).toMatchObject({
        type: "reloadFailed",
        message: expect.stringMatching(says),
      });
      expect(await answer()).toBe("good day");
      // A deploy brings the code to the stack that was saved since the last one.
      const mended = {
        type: "live",
        what: expect.stringMatching(/^(restored|stack)$/),
        files: [expect.stringContaining(broken.file)],
      };
      expect(await up.save(broken.file, broken.to, broken.from)).toMatchObject(mended);
      expect(await up.stop()).toEqual({ code: 0, said: "" });
    },
    120_000,
  );

  test("exec hands the names of its resources to a command", async () => {
    using copy = copyApp(app.name);
    const script = `aws s3 cp --only-show-errors '${PORTRAIT}' "s3://$DOPPELFACE_BUCKET/${app.picture}" && aws s3 ls --recursive "s3://$DOPPELFACE_BUCKET"`;
    const { stdout, stderr } = await run(process.execPath, [CLI, "exec", "--", "sh", "-c", script], {
      cwd: copy.folder,
    });
    expect(stdout).toMatch(new RegExp(`^\\S+ \\S+ +\\d+ ${app.picture}$`, "m"));
    // On which Python functions run, where it is not their own.
    expect(stderr).toMatch(/^(note .*\n)?$/);
  });

  test("a test of its own, by doppelface/testing", async () => {
    using copy = copyApp(app.name);
    await using environment = await start({ app: copy.folder });
    const outcome = await environment.waitForOutcome(await environment.upload(PORTRAIT, app.picture));
    expect(outcome).toMatchObject({ status: "DONE", invocations: [{ status: "finished" }] });
    expect(outcome.rows.length + outcome.indexed.length).toBeGreaterThan(0);
  });

  test("the tool that deploys it on AWS deploys it here", async () => {
    using copy = copyApp(app.name);
    await using endpoint = await startTestEndpoint();
    await (app.name.endsWith("-cdk") || app.name === "attendance" ? deployByCdk : deployByCli)(
      copy.folder,
      endpoint.client,
    );
    await uploaded(endpoint.url, app.picture);
  });
});

/** `doppelface upload`, which waits for what becomes of the picture. */
async function uploaded(endpoint: string, key: string): Promise<void> {
  const { stdout } = await run(process.execPath, [CLI, "upload", PORTRAIT, "--key", key, "--endpoint", endpoint]);
  expect(stdout).toMatch(/ DONE /);
}

async function deployByCdk(folder: string, { endpoint }: ClientConfig): Promise<void> {
  const { stdout, stderr } = await run(process.execPath, [CLI, "deploy-local", "--endpoint", endpoint], {
    cwd: folder,
  });
  expect(stdout + stderr).toContain("✅");
}

async function deployByCli(folder: string, config: ClientConfig): Promise<void> {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "code" }));
  s3.destroy();
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: config.endpoint,
    AWS_DEFAULT_REGION: config.region,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  const aws = (...args: string[]) => run("aws", ["cloudformation", ...args], { cwd: folder, env });
  await aws("package", "--template-file", "template.yaml", "--s3-bucket", "code", "--output-template-file", "out.yaml");
  expect(readFileSync(join(folder, "out.yaml"), "utf8")).not.toBe("");
  const deploy = ["--template-file", "out.yaml", "--stack-name", "by-cli", "--capabilities", "CAPABILITY_IAM"];
  expect((await aws("deploy", ...deploy)).stdout).toContain("Successfully created/updated stack - by-cli");
}
