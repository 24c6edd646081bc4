/** Which function. */
export interface FunctionKey {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** What the user sets of a function, with the API's member names and Lambda's defaults filled in. */
export interface FunctionSettings {
  readonly Runtime: string;
  /** ARN. */
  readonly Role: string;
  readonly Handler: string;
  readonly Description: string;
  /** Seconds. */
  readonly Timeout: number;
  /** MB. */
  readonly MemorySize: number;
  readonly Environment: Readonly<Record<string, string>>;
  readonly Architectures: readonly string[];
  readonly LoggingConfig: LoggingConfig;
  readonly EphemeralStorage: { readonly Size: number };
  readonly TracingConfig: { readonly Mode: string };
  /** Queue that gets the events that were given up; absent or empty for none. */
  readonly DeadLetterConfig?: { readonly TargetArn: string };
  /** From the lowest; absent in a state of before there were layers. */
  readonly Layers?: readonly FunctionLayer[];
}

/** A layer of a function: its code is the function's as well, whatever becomes of the layer. */
export interface FunctionLayer {
  /** With the version. */
  readonly Arn: string;
  /** Size of the zip file in bytes. */
  readonly CodeSize: number;
  /** Below the state's folder `functions`. */
  readonly folder: string;
}

/** Where and how log lines are written. */
export interface LoggingConfig {
  readonly LogFormat: "Text" | "JSON";
  readonly LogGroup: string;
  readonly ApplicationLogLevel?: string;
  readonly SystemLogLevel?: string;
}

/** Unpacked code. */
export interface FunctionCode {
  /** SHA-256 of the zip file, base64. */
  readonly sha256: string;
  /** Size of the zip file in bytes. */
  readonly size: number;
  /** Below the state's folder `functions`. */
  readonly folder: string;
}

/** What LocalStack 4.14 answers as hash and size of code that is run in place. */
export const HOT_RELOAD_CODE = { sha256: "hot-reloading-hash-not-available", size: 0 };

/** How asynchronous invocations are handled. */
export interface EventInvokeConfig {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: {
    readonly OnSuccess?: { readonly Destination?: string };
    readonly OnFailure?: { readonly Destination?: string };
  };
  /** Epoch seconds. */
  readonly LastModified: number;
}

/** A statement of a function's resource policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly [member: string]: unknown;
}

/** The version of a function that can be changed. */
export const LATEST = "$LATEST";

/** What each qualifier of a function has of its own: the function, a version, an alias. */
export interface Qualified {
  /** Changes with every change of what the qualifier names. */
  readonly revisionId: string;
  readonly policy: readonly PolicyStatement[];
  readonly eventConfig: EventInvokeConfig | undefined;
}

/** A function as it is stored, or one of its versions. */
export interface FunctionRecord extends Qualified {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** `$LATEST`, or a number from 1. */
  readonly version: string;
  /** Without a qualifier for `$LATEST`, with its number for a version. */
  readonly arn: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  /** Absolute folder that is run in place of `code`, as it lies there; absent unless code was put by `hot-reload`. */
  readonly hotReload?: string | undefined;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency: number | undefined;
  /** Whether invocations that it causes itself without end are stopped (`Terminate`, unless told). */
  readonly recursiveLoop?: "Allow" | "Terminate" | undefined;
  /** Of `$LATEST`: number of the version that was published last; numbers are never given again. */
  readonly lastVersion?: number;
  /** Of a version: the description that `$LATEST` had, where the version was given another one. */
  readonly describedAs?: string;
}

/** The folders of a function's code and layers, below the state's folder `functions`. */
export function foldersOf({ code, settings }: FunctionRecord): string[] {
  return [code.folder, ...(settings.Layers ?? []).map(({ folder }) => folder)];
}

/** A function's `FunctionConfiguration`, as most operations answer it. */
export function toConfiguration(record: FunctionRecord): Record<string, unknown> {
  const { settings, code } = record;
  const { Environment, Layers = [], DeadLetterConfig, ...rest } = settings;
  return {
    FunctionName: record.name,
    FunctionArn: record.arn,
    ...rest,
    ...(Object.keys(Environment).length === 0 ? {} : { Environment: { Variables: Environment } }),
    ...((DeadLetterConfig?.TargetArn ?? "") === "" ? {} : { DeadLetterConfig }),
    ...(Layers.length === 0 ? {} : { Layers: Layers.map(({ Arn, CodeSize }) => ({ Arn, CodeSize })) }),
    CodeSize: record.hotReload === undefined ? code.size : HOT_RELOAD_CODE.size,
    CodeSha256: record.hotReload === undefined ? code.sha256 : HOT_RELOAD_CODE.sha256,
    LastModified: new Date(record.lastModified).toISOString().replace("Z", "+0000"),
    Version: record.version,
    PackageType: "Zip",
    RevisionId: record.revisionId,
    State: "Active",
    LastUpdateStatus: "Successful",
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
  };
}
