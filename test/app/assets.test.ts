import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { archiveOf } from "../../dev/app/archive.ts";
import { publishAssets } from "../../dev/app/assets.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

const endpoint = await startTestEndpoint();
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
const NO_TEMPLATES = { templates: new Set<string>(), changed: new Map() };
const TARGET = { account: "000000000000", region: "us-east-1" };
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assets-"));
  await s3.send(new CreateBucketCommand({ Bucket: "assets-000000000000-us-east-1" }));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await endpoint.stop();
});

async function assetFolder(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, "deep"), { recursive: true });
  await writeFile(join(path, "index.mjs"), "export const a = 1;");
  await writeFile(join(path, "deep", "run.sh"), "#!/bin/sh\n");
  await chmod(join(path, "deep", "run.sh"), 0o755);
  return path;
}

test("an archive depends on names, contents and modes only", async () => {
  const one = await assetFolder("one");
  const two = await assetFolder("two");
  await utimes(join(two, "index.mjs"), 1, 1);
  const archive = await archiveOf(one);
  expect(Buffer.from(await archiveOf(two))).toEqual(Buffer.from(archive));
  expect(Object.keys(unzipSync(archive))).toEqual(["deep/run.sh", "index.mjs"]);
  // Central directory: Unix modes in the upper half of the external attributes.
  const bytes = Buffer.from(archive);
  const entry = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  expect(bytes.readUInt32LE(entry + 38) >>> 16).toBe(0o100755);
  expect(Buffer.from(await readFile(`${one}.zip`))).toEqual(bytes);
});

test("files go up once, under the names of account and region; templates only if wanted", async () => {
  await assetFolder("asset.code");
  await writeFile(join(folder, "s.template.json"), "{}");
  await writeFile(join(folder, "plain.txt"), "plain");
  const destinations = (objectKey: string) => ({
    here: { bucketName: "assets-${AWS::AccountId}-${AWS::Region}", objectKey },
  });
  const manifest = {
    files: {
      a: { displayName: "Code", source: { path: "asset.code", packaging: "zip" }, destinations: destinations("a.zip") },
      b: { source: { path: "s.template.json", packaging: "file" }, destinations: destinations("b.json") },
      c: { source: { path: "plain.txt" }, destinations: destinations("c.txt") },
    },
  };
  const file = join(folder, "s.assets.json");
  await writeFile(file, JSON.stringify(manifest));
  const assembly = { folder, stacks: [], assetManifests: [file] };
  expect(await publishAssets(assembly, TARGET, s3, NO_TEMPLATES)).toEqual(["Code", "c.txt"]);
  expect(await publishAssets(assembly, TARGET, s3, NO_TEMPLATES)).toEqual([]);
  expect(
    await publishAssets(assembly, TARGET, s3, {
      ...NO_TEMPLATES,
      templates: new Set([join(folder, "s.template.json")]),
    }),
  ).toEqual(["b.json"]);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "assets-000000000000-us-east-1", Key: "a.zip" }));
  expect(Object.keys(unzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()))).toContain("index.mjs");
});

test("container images are refused by name", async () => {
  const file = join(folder, "images.assets.json");
  await writeFile(file, JSON.stringify({ dockerImages: { a: {} } }));
  const assembly = { folder, stacks: [], assetManifests: [file] };
  await expect(publishAssets(assembly, TARGET, s3, NO_TEMPLATES)).rejects.toThrow("has container images");
});
