import * as v from "valibot";
import { number, tags, text } from "./property-schemas.ts";

/** Properties of AWS::Lambda::Function that the embedded engine supports. */
export const functionProperties = v.strictObject({
  FunctionName: v.optional(text),
  Architectures: v.optional(v.array(text)),
  Code: v.strictObject({
    S3Bucket: v.optional(text),
    S3Key: v.optional(text),
    S3ObjectVersion: v.optional(text),
    ZipFile: v.optional(text),
    SourceKMSKeyArn: v.optional(text),
  }),
  DeadLetterConfig: v.optional(v.strictObject({ TargetArn: v.optional(text) })),
  Description: v.optional(text),
  Environment: v.optional(v.strictObject({ Variables: v.optional(v.record(v.string(), text)) })),
  EphemeralStorage: v.optional(v.strictObject({ Size: number })),
  Handler: v.optional(text),
  Layers: v.optional(v.array(text)),
  LoggingConfig: v.optional(
    v.strictObject({
      LogFormat: v.optional(text),
      LogGroup: v.optional(text),
      ApplicationLogLevel: v.optional(text),
      SystemLogLevel: v.optional(text),
    }),
  ),
  MemorySize: v.optional(number),
  PackageType: v.optional(v.picklist(["Zip"])),
  RecursiveLoop: v.optional(v.picklist(["Allow", "Terminate"])),
  ReservedConcurrentExecutions: v.optional(number),
  Role: text,
  Runtime: v.optional(text),
  Tags: v.optional(tags),
  Timeout: v.optional(number),
  TracingConfig: v.optional(v.strictObject({ Mode: text })),
});

/** Parsed properties of AWS::Lambda::Function. */
export type FunctionProperties = v.InferOutput<typeof functionProperties>;

/** Properties that UpdateFunctionConfiguration takes, with what stands where the template says nothing. */
export const CONFIGURATION_DEFAULTS = {
  DeadLetterConfig: { TargetArn: "" },
  Description: "",
  Environment: { Variables: {} },
  EphemeralStorage: { Size: 512 },
  Handler: undefined,
  Layers: [],
  LoggingConfig: undefined,
  MemorySize: 128,
  Role: undefined,
  Runtime: undefined,
  Timeout: 3,
  TracingConfig: { Mode: "PassThrough" },
} as const satisfies Partial<Record<keyof FunctionProperties, unknown>>;
