import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";

/** Three parts of the CLI's 8 MB. */
const PICTURE = randomBytes(20 << 20);

let folder: string;
let run: { status: number | null; output: string };

beforeAll(() => {
  const { error } = spawnSync("aws", ["--version"]);
  if (error !== undefined) throw new Error("This suite needs the AWS CLI (version 1) on the PATH: pip install awscli");
  folder = mkdtempSync(join(tmpdir(), "doppelface-test-"));
  writeFileSync(join(folder, "large.bin"), PICTURE);
  const script = `set -e
    aws s3 mb s3://multipart
    aws s3 cp --no-progress --content-type image/jpeg large.bin s3://multipart/large.bin
    aws s3 cp --no-progress s3://multipart/large.bin s3://multipart/copy.bin
    aws s3 cp --no-progress s3://multipart/copy.bin back.bin
    aws s3api head-object --bucket multipart --key large.bin --query '[ETag,ContentType]' --output text
    aws s3api put-object-tagging --bucket multipart --key copy.bin --tagging 'TagSet=[{Key=who,Value=nora}]'
    aws s3api get-object-tagging --bucket multipart --key copy.bin --query 'TagSet[0].[Key,Value]' --output text
    aws s3api get-object-attributes --bucket multipart --key large.bin --object-attributes ObjectParts ObjectSize --query '[ObjectSize,ObjectParts.TotalPartsCount]' --output text
    aws s3api put-bucket-cors --bucket multipart --cors-configuration 'CORSRules=[{AllowedOrigins=[https://app.example],AllowedMethods=[GET]}]'
    aws s3api get-bucket-cors --bucket multipart --query 'CORSRules[0].AllowedOrigins[0]' --output text
    aws s3api list-multipart-uploads --bucket multipart --query 'length(Uploads || \`[]\`)'
    aws s3 rb --force s3://multipart`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(PROJECT, "dev/cli.mjs"), "exec", "--", "bash", "-c", `cd '${folder}' && ${script}`],
    { cwd: PROJECT, encoding: "utf8", timeout: 110_000 },
  );
  run = { status, output: `${stdout}\n${stderr}` };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the CLI uploads, copies and downloads a file in parts", () => {
  expect(run.output).not.toMatch(/An error occurred|failed:/);
  expect(run.status).toBe(0);
  expect(readFileSync(join(folder, "back.bin")).equals(PICTURE)).toBe(true);
});

test("the object is one of three parts with the type that was told, and no upload is left", () => {
  expect(run.output).toMatch(/^"[0-9a-f]{32}-3"\timage\/jpeg$/m);
  expect(run.output).toMatch(/^0$/m);
});

test("tags, attributes and CORS rules are taken and given back", () => {
  expect(run.output).toMatch(/^who\tnora$/m);
  expect(run.output).toMatch(/^20971520\t3$/m);
  expect(run.output).toMatch(/^https:\/\/app\.example$/m);
});
