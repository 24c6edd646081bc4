import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import type { Assembly } from "../../app/assembly.ts";
import { AssetManifest } from "../../app/assets.ts";
import type { Finding } from "../report.ts";
import type { TemplateResource } from "../template.ts";

/** What Lambda allows of one function: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const MEMORY_MB = { least: 128, most: 10_240 };
const TIMEOUT_SECONDS = { least: 1, most: 900 };
const STORAGE_MB = { least: 512, most: 10_240 };
const VARIABLES_BYTES = 4096;
const LAYERS = 5;
/** Unzipped, layers included; an account's own value comes from GetAccountSettings. */
export const CODE_BYTES = 262_144_000;

/** Whether a function's own numbers lie within what Lambda takes. */
export function functionLimits(resource: TemplateResource, codeBytes: number | undefined, mostCode: number): Finding[] {
  const { logicalId, properties } = resource;
  const findings: Finding[] = [];
  const over = (what: string, value: number | undefined, least: number, most: number, unit: string): void => {
    if (value === undefined || (value >= least && value <= most)) return;
    const text = `${logicalId} (AWS::Lambda::Function): ${what} is ${value} ${unit}; Lambda takes ${least} to ${most}.`;
    findings.push({ level: "error", text });
  };
  over("MemorySize", numberOf(properties["MemorySize"]), MEMORY_MB.least, MEMORY_MB.most, "MB");
  over("Timeout", numberOf(properties["Timeout"]), TIMEOUT_SECONDS.least, TIMEOUT_SECONDS.most, "seconds");
  over("EphemeralStorage", numberOf(sizeOf(properties["EphemeralStorage"])), STORAGE_MB.least, STORAGE_MB.most, "MB");
  over("Environment", variableBytes(properties["Environment"]), 0, VARIABLES_BYTES, "bytes");
  over("Code, unzipped,", codeBytes, 0, mostCode, "bytes");
  const layers = properties["Layers"];
  over("Layers", Array.isArray(layers) ? layers.length : undefined, 0, LAYERS, "layers");
  return findings;
}

/** Bytes of a function's code, unzipped; undefined where it is not an asset of the assembly. */
export function codeSize(assembly: Assembly, { properties }: TemplateResource): number | undefined {
  const code = v.safeParse(v.object({ S3Key: v.string() }), properties["Code"]);
  if (!code.success) return undefined;
  for (const file of assembly.assetManifests) {
    const { files } = v.parse(AssetManifest, JSON.parse(readFileSync(file, "utf8")));
    for (const { source, destinations } of Object.values(files)) {
      const isIts = Object.values(destinations).some(({ objectKey }) => objectKey === code.output.S3Key);
      if (isIts && source.path !== undefined) return bytesIn(join(dirname(file), source.path));
    }
  }
  return undefined;
}

function bytesIn(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** As Lambda counts them: names and values in JSON. Values that only a deploy can tell count nothing. */
function variableBytes(environment: unknown): number | undefined {
  const parsed = v.safeParse(v.object({ Variables: v.record(v.string(), v.unknown()) }), environment);
  if (!parsed.success) return undefined;
  const known = Object.entries(parsed.output.Variables).map(([name, value]) => [
    name,
    typeof value === "string" ? value : "",
  ]);
  return Buffer.byteLength(JSON.stringify(Object.fromEntries(known))) - 2;
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function sizeOf(storage: unknown): unknown {
  const parsed = v.safeParse(v.object({ Size: v.unknown() }), storage);
  return parsed.success ? parsed.output.Size : undefined;
}
