import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CliRun, runCli } from "./run-cli.ts";

/** Three parts of the CLI's 8 MB. */
const PICTURE = randomBytes(20 << 20);

let folder: string;
let run: CliRun;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "doppelface-test-"));
  writeFileSync(join(folder, "large.bin"), PICTURE);
  run = runCli(
    `
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

    mkdir -p tree/in && echo one > tree/a.txt && echo two > 'tree/in/b c.txt'
    aws s3 sync --no-progress tree s3://multipart/tree
    aws s3 sync --no-progress tree s3://multipart/tree | grep -c . || true
    echo three > tree/new.txt && rm tree/a.txt
    aws s3 sync --no-progress --delete tree s3://multipart/tree
    aws s3 ls --recursive s3://multipart/tree/
    aws s3 mv --no-progress s3://multipart/tree/new.txt s3://multipart/moved.txt
    aws s3api list-objects-v2 --bucket multipart --page-size 1 --max-items 2 --query 'length(Contents)' | sed 's/^/listed: /'
    aws s3api get-bucket-acl --bucket multipart --query 'Grants[0].Permission' --output text
    curl -sS "$(aws s3 presign s3://multipart/moved.txt)" | sed 's/^/presigned: /'
    curl -sS -o /dev/null -w 'late: %{http_code}\n' "$(aws s3 presign --expires-in -5 s3://multipart/moved.txt)"
    aws s3 rb --force s3://multipart`,
    folder,
  );
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

test("a folder is kept in step: what is the same is not sent again, what is gone goes", () => {
  expect(run.output).toMatch(/^upload: tree\/in\/b c\.txt to s3:\/\/multipart\/tree\/in\/b c\.txt$/m);
  expect(run.output.match(/^upload: tree\/in/gm)).toHaveLength(1);
  expect(run.output).toMatch(/^delete: s3:\/\/multipart\/tree\/a\.txt$/m);
  const listed = [...run.output.matchAll(/^\d{4}-\d\d-\d\d [\d:]{8} +(\d+) (tree\/.*)$/gm)];
  expect(listed.map(([, size, key]) => [size, key])).toEqual([
    ["4", "tree/in/b c.txt"],
    ["6", "tree/new.txt"],
  ]);
  expect(run.output).toMatch(/^move: s3:\/\/multipart\/tree\/new\.txt to s3:\/\/multipart\/moved\.txt$/m);
  expect(run.output).toMatch(/^listed: 2$/m);
});

test("`aws s3 presign` makes a URL that reads the object until it expires", () => {
  expect(run.output).toMatch(/^presigned: three$/m);
  expect(run.output).toMatch(/^late: 403$/m);
});
