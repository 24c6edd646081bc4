import { HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import * as v from "valibot";
import { archiveOf } from "./archive.ts";
import type { Assembly } from "./assembly.ts";
import type { ChangedObject } from "./deployed-templates.ts";

/** The manifest of a stack's assets. */
export const AssetManifest = v.object({
  files: v.optional(
    v.record(
      v.string(),
      v.object({
        displayName: v.optional(v.string()),
        source: v.object({ path: v.optional(v.string()), packaging: v.optional(v.picklist(["zip", "file"]), "file") }),
        destinations: v.record(v.string(), v.object({ bucketName: v.string(), objectKey: v.string() })),
      }),
    ),
    {},
  ),
  dockerImages: v.optional(v.record(v.string(), v.unknown()), {}),
});

/** Where a stack goes: what stands for the placeholders of the assembly. */
export interface Target {
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
}

/** What goes up of an assembly besides the assets that are no templates. */
export interface Publishing {
  /** Absolute paths of the templates that go up too. */
  readonly templates: ReadonlySet<string>;
  /** What goes up in place of files, by their absolute paths. */
  readonly changed: ReadonlyMap<string, ChangedObject>;
}

/**
 * Uploads the file assets that the assets bucket does not have yet; their keys are hashes of their content. Resolves
 * with the names of what was uploaded.
 */
export async function publishAssets(
  assembly: Assembly,
  target: Target,
  s3: S3Client,
  { templates, changed }: Publishing,
): Promise<string[]> {
  const uploads = assembly.assetManifests.map(async (file) => {
    const manifest = await readManifest(file);
    const pathOf = (path: string): string => resolve(dirname(file), path);
    if (Object.keys(manifest.dockerImages).length > 0) {
      throw new Error(`${file} has container images, which this deploy does not publish. Use a zip archive instead.`);
    }
    const assets = Object.values(manifest.files).filter(
      ({ source: { path } }) => path?.endsWith(".template.json") !== true || templates.has(pathOf(path)),
    );
    return Promise.all(
      assets.flatMap(({ source, destinations, displayName }) =>
        Object.values(destinations).map(async ({ bucketName, objectKey }) => {
          const Bucket = resolvePlaceholders(bucketName, target);
          if (source.path === undefined) throw new Error(`The asset ${displayName ?? objectKey} has no source path.`);
          const path = pathOf(source.path);
          const other = changed.get(path);
          const Key = other?.key ?? resolvePlaceholders(objectKey, target);
          if (await isUploaded(s3, Bucket, Key)) return [];
          const Body = other?.body ?? (source.packaging === "zip" ? await archiveOf(path) : await readFile(path));
          await s3.send(new PutObjectCommand({ Bucket, Key, Body, ChecksumAlgorithm: "SHA256" }));
          return [displayName ?? objectKey];
        }),
      ),
    );
  });
  return (await Promise.all(uploads)).flat(2);
}

/** Names of the buckets in which the assets of an assembly are to lie. */
export async function assetBuckets({ assetManifests }: Assembly, target: Target): Promise<string[]> {
  const manifests = await Promise.all(assetManifests.map(readManifest));
  const destinations = manifests
    .flatMap(({ files }) => Object.values(files))
    .flatMap((file) => Object.values(file.destinations));
  return [...new Set(destinations.map(({ bucketName }) => resolvePlaceholders(bucketName, target)))];
}

async function readManifest(file: string): Promise<v.InferOutput<typeof AssetManifest>> {
  return v.parse(AssetManifest, JSON.parse(await readFile(file, "utf8")));
}

/** Puts account, region and partition into a text of the assembly. */
export function resolvePlaceholders(text: string, { account, region }: Target): string {
  return text
    .replaceAll("${AWS::AccountId}", account)
    .replaceAll("${AWS::Region}", region)
    .replaceAll("${AWS::Partition}", "aws");
}

async function isUploaded(s3: S3Client, Bucket: string, Key: string): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket, Key }));
    return true;
  } catch (error) {
    if (error instanceof Error && (error.name === "NotFound" || error.name === "NoSuchKey")) return false;
    throw error;
  }
}
