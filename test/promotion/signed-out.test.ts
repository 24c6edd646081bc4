import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCli } from "../commands/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "doppelface-signed-out-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A machine on which nobody has signed in to AWS. */
const SIGNED_OUT = {
  AWS_ACCESS_KEY_ID: "",
  AWS_SECRET_ACCESS_KEY: "",
  AWS_PROFILE: "",
  AWS_ENDPOINT_URL: "",
  AWS_REGION: "",
  AWS_DEFAULT_REGION: "",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
  AWS_CONFIG_FILE: join(folder, "config"),
};

function promote(...args: readonly string[]) {
  return runCli(["promote", "--state", join(folder, "state"), ...args], SIGNED_OUT);
}

test("without credentials the checks of the account are said not to be made, and the others are", async () => {
  const { status, stdout } = await promote("--region", "eu-west-1");
  expect(stdout).toContain("✓ Synth and validation");
  expect(stdout).toContain("✓ cdk-nag (AWS Solutions)  0 open, ");
  expect(stdout).toContain("rekognition has not run here, so what it needs is not known.");
  for (const title of ["Quotas", "Names", "Changes in the account"]) {
    expect(stdout).toMatch(new RegExp(`- ${title}.*\n {4}not made {2}.*No AWS credentials were found\\.`));
  }
  expect(stdout).toMatch(/\nnothing found that would fail, 1 warning, 3 checks not made, or not wholly\.\n$/);
  expect(status).toBe(0);
});

test("a template of one's own is looked at as it would be deployed, by what it says itself", async () => {
  const { status, stdout } = await promote("--app", "fixtures/apps/inline-template", "--region", "eu-north-1");
  expect(stdout).toContain("inline-template");
  expect(stdout).toContain("not made  The CDK's validation: this app is a template.");
  expect(stdout).toContain("Rekognition is not in eu-north-1, where inline-template goes.");
  expect(stdout).not.toContain("infra/");
  expect(status).toBe(1);
  const deploy = await promote("--app", "fixtures/apps/inline-template", "--deploy");
  expect(deploy.stderr).toContain("--deploy is for CDK apps. Leave it out, and deploy by `aws cloudformation package`");
  expect(deploy.status).toBe(2);
});

test("so is a CDK app of one's own, with the CDK's validation", async () => {
  const { status, stdout } = await promote("--app", "fixtures/apps/registration-cdk", "--region", "eu-west-1");
  expect(stdout).toMatch(/✓ Synth and validation {2}\S+: \d+ resources/);
  expect(stdout).toContain("not made  The app does not add cdk-nag");
  expect(stdout).toMatch(/✓ Variables of functions {2}\d+ variables/);
  expect(status).toBe(0);
});

test("warnings fail where they are to; Markdown goes to stdout; nothing can be deployed", async () => {
  const markdown = await promote("--region", "eu-west-1", "--format", "markdown", "--warnings-fail");
  expect(markdown.stdout).toMatch(/^## ✅ Promotion of doppelface\n/);
  expect(markdown.status).toBe(1);
  const deploy = await promote("--region", "eu-west-1", "--deploy", "--yes");
  expect(deploy.stderr).toContain("There is no account to deploy to. Sign in");
  expect(deploy.status).toBe(1);
});

test("without a region that is said, and where one is set", async () => {
  const { stdout } = await promote();
  expect(stdout).toContain("- Region\n    not made  No region is known. Set AWS_REGION, or say --region.");
});

test.each([
  [["--format", "html"], "--format is 'html'"],
  [["-c", "env"], "-c env: expected NAME=VALUE"],
  [["somewhere"], "takes no argument"],
])("a command line that makes no sense is refused: %j", async (args, text) => {
  const { status, stderr } = await promote(...args);
  expect(stderr).toContain(text);
  expect(status).toBe(2);
});
