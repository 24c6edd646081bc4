import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PAGE = readFileSync(join(PROJECT, "dev/docs/tutorial.md"), "utf8");
const folder = temporaryFolder();

test("the tutorial as it was published, with its Python function and its managed policies", async () => {
  await using endpoint = await startTestEndpoint();
  const commands = [...PAGE.matchAll(/^```sh published\n([^]*?)^```$/gm)].map(([, block]) => block).join("\n");
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    TMPDIR: folder,
  };

  const { stdout } = await promisify(execFile)("bash", ["-ec", commands], { cwd: PROJECT, env });

  expect(stdout).toMatch(/^nora\tlind$/m);
  expect(stdout).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/m);
  expect(stdout).toMatch(/REPORT RequestId: /);
  expect(stdout).toContain('"eventSource": "aws:s3"');
});
