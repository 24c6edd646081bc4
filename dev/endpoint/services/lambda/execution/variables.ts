import type { IssuedCredentials } from "../../../identity/credentials.ts";
import type { FunctionRecord } from "../function-record.ts";
import { layerPaths } from "./layer-paths.ts";

/** What an environment's variables are made from. */
export interface VariableSources {
  readonly record: FunctionRecord;
  /** Absolute folder of its code. */
  readonly folder: string;
  /** Absolute folder of the code of functions and layers. */
  readonly functions: string;
  readonly credentials: IssuedCredentials;
  readonly endpointUrl: string;
  /** `host:port` of its Runtime API. */
  readonly runtimeApi: string;
  readonly logStream: string;
  /** Folder of its own, that stands for `/tmp` where there is none of its own. */
  readonly temporaryFolder: string | undefined;
  /** Of the runtime. */
  readonly defaults: Readonly<Record<string, string>>;
}

const PATH = "/usr/local/bin:/usr/bin:/bin";

/** Variables that a function cannot set (Lambda refuses them by name). */
export const RESERVED_VARIABLES: readonly string[] = [
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
];

/** The variables of an environment: none of the host's own, so that no real credentials can leak into a handler. */
export function environmentVariables(sources: VariableSources): Record<string, string> {
  const { record, credentials } = sources;
  const { settings } = record;
  return {
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    PATH,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    ...(sources.temporaryFolder === undefined ? {} : { TMPDIR: sources.temporaryFolder }),
    // For AWS's own endpoints; a variable of the function may name another one.
    AWS_ENDPOINT_URL: sources.endpointUrl,
    ...sources.defaults,
    ...settings.Environment,
    ...layerPaths(settings, sources.functions, sources.folder, PATH),
    LAMBDA_TASK_ROOT: sources.folder,
    // As on Lambda, where the runtime's own files lie there; here they do not.
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    _HANDLER: settings.Handler,
    AWS_REGION: record.region,
    AWS_DEFAULT_REGION: record.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: record.name,
    AWS_LAMBDA_FUNCTION_VERSION: record.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: settings.LoggingConfig.LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: sources.logStream,
    AWS_LAMBDA_RUNTIME_API: sources.runtimeApi,
    ...loggingVariables(record),
  };
}

function loggingVariables({ settings }: FunctionRecord): Record<string, string> {
  if (settings.LoggingConfig.LogFormat !== "JSON") return {};
  return {
    AWS_LAMBDA_LOG_FORMAT: "JSON",
    AWS_LAMBDA_LOG_LEVEL: settings.LoggingConfig.ApplicationLogLevel ?? "INFO",
  };
}
