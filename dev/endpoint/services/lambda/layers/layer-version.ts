import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import type { FunctionCode, PolicyStatement } from "../function-record.ts";

/** Which layer. */
export interface LayerKey {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** One version of a layer as it is stored. */
export interface LayerVersion extends LayerKey {
  /** From 1. */
  readonly version: number;
  readonly description: string;
  readonly licenseInfo: string | undefined;
  readonly compatibleRuntimes: readonly string[];
  readonly compatibleArchitectures: readonly string[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly code: FunctionCode;
  readonly policy: readonly PolicyStatement[];
  readonly revisionId: string;
}

/** A layer as a request names it, perhaps with a version. */
export interface LayerReference extends LayerKey {
  /** Without a version. */
  readonly arn: string;
  readonly version: number | undefined;
}

/** Members with which operations name a version of a layer; its number comes in the path. */
export const LayerVersionInput = {
  LayerName: v.string(),
  VersionNumber: v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer()),
};

const ARN =
  /^arn:aws[a-zA-Z-]*:lambda:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):(?<account>\d{12}):layer:(?<name>[a-zA-Z0-9-_]{1,140})(?::(?<version>\d+))?$/;
const NAME = /^[a-zA-Z0-9-_]{1,140}$/;

/** Reads a name or an ARN, with a version or without. Throws ValidationException (400). */
export function readLayerName(text: string, call: Call): LayerReference {
  const parts = ARN.exec(text)?.groups;
  if (parts === undefined && !NAME.test(text)) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value '${text}' at 'layerName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+`,
    );
  }
  const { region = call.region, account = call.caller.account, name = text, version } = parts ?? {};
  const key = { account, region, name };
  return { ...key, arn: layerArn(key), version: version === undefined ? undefined : Number(version) };
}

/** `arn:aws:lambda:<region>:<account>:layer:<name>` */
export function layerArn({ account, region, name }: LayerKey): string {
  return `arn:aws:lambda:${region}:${account}:layer:${name}`;
}

/** ARN with the version. */
export function layerVersionArn(layer: LayerVersion): string {
  return `${layerArn(layer)}:${layer.version}`;
}

/** A version as lists answer it. */
export function toListItem(layer: LayerVersion): Record<string, unknown> {
  const { version, description, licenseInfo, compatibleRuntimes, compatibleArchitectures } = layer;
  return {
    LayerVersionArn: layerVersionArn(layer),
    Version: version,
    Description: description,
    CreatedDate: new Date(layer.createdAt).toISOString().replace("Z", "+0000"),
    ...(compatibleRuntimes.length === 0 ? {} : { CompatibleRuntimes: compatibleRuntimes }),
    ...(compatibleArchitectures.length === 0 ? {} : { CompatibleArchitectures: compatibleArchitectures }),
    ...(licenseInfo === undefined ? {} : { LicenseInfo: licenseInfo }),
  };
}

/** Whether a function of an account may have this version: its own, or one whose policy lets it. */
export function isOpenTo({ account, policy }: LayerVersion, other: string): boolean {
  const principals = policy.map(({ Principal }) => JSON.stringify(Principal));
  return account === other || principals.some((text) => text === '"*"' || text.includes(`:${other}:`));
}
