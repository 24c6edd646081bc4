import { HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import * as v from "valibot";
import { archiveOf } from "./archive.ts";
import type { Assembly } from "./assembly.ts";

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

/**
 * Uploads the file assets that the assets bucket does not have yet; their keys are hashes of their content.
 * Templates among them are left out unless `templates`. Resolves with the names of what was uploaded.
 */
export async function publishAssets(
  assembly: Assembly,
  target: Target,
  s3: S3Client,
  options: { templates: boolean },
): Promise<string[]> {
  const uploads = assembly.assetManifests.map(async (file) => {
    const manifest = v.parse(AssetManifest, JSON.parse(await readFile(file, "utf8")));
    if (Object.keys(manifest.dockerImages).length > 0) {
      throw new Error(`${file} has container images, which this deploy does not publish. Use a zip archive instead.`);
    }
    const assets = Object.values(manifest.files).filter(
      ({ source }) => options.templates || source.path?.endsWith(".template.json") !== true,
    );
    return Promise.all(
      assets.flatMap(({ source, destinations, displayName }) =>
        Object.values(destinations).map(async ({ bucketName, objectKey }) => {
          const Bucket = resolvePlaceholders(bucketName, target);
          const Key = resolvePlaceholders(objectKey, target);
          if (source.path === undefined) throw new Error(`The asset ${displayName ?? objectKey} has no source path.`);
          if (await isUploaded(s3, Bucket, Key)) return [];
          const path = resolve(dirname(file), source.path);
          const Body = source.packaging === "zip" ? await archiveOf(path) : await readFile(path);
          await s3.send(new PutObjectCommand({ Bucket, Key, Body, ChecksumAlgorithm: "SHA256" }));
          return [displayName ?? objectKey];
        }),
      ),
    );
  });
  return (await Promise.all(uploads)).flat(2);
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
