import * as v from "valibot";
import { withoutCollections } from "./without-collections.ts";

const Resource = v.looseObject({ Type: v.string(), Properties: v.optional(v.unknown()) });
const Template = v.looseObject({ Resources: v.record(v.string(), Resource) });

const Collection = v.object({ CollectionId: v.string() });

/** One without a name gets a new one at each create. */
const Named = v.object({ FunctionName: v.string() });

const Bucket = v.object({
  VersioningConfiguration: v.optional(v.object({ Status: v.picklist(["Enabled", "Suspended"]) })),
  NotificationConfiguration: v.optional(
    v.object({ LambdaConfigurations: v.optional(v.array(v.object({ Event: v.string() })), []) }),
  ),
});

const InvokeConfig = v.object({
  MaximumRetryAttempts: v.optional(v.number()),
  MaximumEventAgeInSeconds: v.optional(v.number()),
  DestinationConfig: v.optional(v.unknown()),
});

/** What the template of the pipeline says about the parts that an emulator may lack. */
export interface EmulatedParts {
  /** Without the Rekognition collections, which are not the emulator's. */
  readonly template: string;
  /** Names of the functions. */
  readonly functions: readonly string[];
  /** Ids of the collections. */
  readonly collections: readonly string[];
  readonly versioning: "Enabled" | "Suspended" | undefined;
  /** Events of the bucket that invoke the function, for example `s3:ObjectCreated:*`. */
  readonly notified: readonly string[];
  readonly invokeConfig: { readonly retries: number | undefined; readonly maxAge: number | undefined } | undefined;
}

/** Reads a template's text. What is written by functions of the template's is left out. */
export function emulatedParts(text: string): EmulatedParts {
  const { Resources, ...rest } = v.parse(Template, JSON.parse(text));
  const all = Object.entries(Resources);
  const propertiesOf = (type: string): unknown[] =>
    all.filter(([, { Type }]) => Type === type).map(([, { Properties }]) => Properties ?? {});
  const [bucket] = propertiesOf("AWS::S3::Bucket").map((properties) => parsed(Bucket, properties));
  const [invoke] = propertiesOf("AWS::Lambda::EventInvokeConfig").map((properties) => parsed(InvokeConfig, properties));
  const collections = all.flatMap(([logicalId, { Type, Properties }]) => {
    const collectionId =
      Type === "AWS::Rekognition::Collection" ? parsed(Collection, Properties ?? {})?.CollectionId : undefined;
    // One whose name is not known before the deploy stays: the emulator says what it thinks of it.
    return collectionId === undefined ? [] : [{ logicalId, collectionId }];
  });
  const kept = all.filter(([id]) => !collections.some(({ logicalId }) => logicalId === id));
  return {
    template: JSON.stringify(withoutCollections({ ...rest, Resources: Object.fromEntries(kept) }, collections)),
    functions: propertiesOf("AWS::Lambda::Function").flatMap((properties) => {
      const named = v.safeParse(Named, properties);
      return named.success ? [named.output.FunctionName] : [];
    }),
    collections: collections.map(({ collectionId }) => collectionId),
    versioning: bucket?.VersioningConfiguration?.Status,
    notified: bucket?.NotificationConfiguration?.LambdaConfigurations.map(({ Event }) => Event) ?? [],
    invokeConfig:
      invoke === undefined
        ? undefined
        : { retries: invoke.MaximumRetryAttempts, maxAge: invoke.MaximumEventAgeInSeconds },
  };
}

/** Undefined where a value is not known before the deploy. */
function parsed<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> | undefined {
  const { success, output } = v.safeParse(schema, value);
  return success ? output : undefined;
}
