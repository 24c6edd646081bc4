import * as v from "valibot";
import { ServiceError } from "../../errors.ts";
import { invalidParameter, refused } from "./errors.ts";
import { RESERVED_VARIABLES } from "./execution/variables.ts";
import type { FunctionLayer, FunctionSettings } from "./function-record.ts";
import { wholeNumber } from "./parse.ts";
import { RUNTIMES, findRuntime } from "./runtime/runtimes.ts";

/** Members that CreateFunction and UpdateFunctionConfiguration have in common. */
export const SettingsInput = {
  Runtime: v.optional(v.string()),
  Role: v.optional(v.string()),
  Handler: v.optional(v.string()),
  Description: v.optional(v.pipe(v.string(), v.maxLength(256))),
  Timeout: v.optional(wholeNumber(1, 900)),
  MemorySize: v.optional(wholeNumber(128, 10_240)),
  Environment: v.optional(v.object({ Variables: v.optional(v.record(v.string(), v.string())) })),
  LoggingConfig: v.optional(
    v.object({
      LogFormat: v.optional(v.picklist(["Text", "JSON"])),
      LogGroup: v.optional(v.string()),
      ApplicationLogLevel: v.optional(v.picklist(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"])),
      SystemLogLevel: v.optional(v.picklist(["DEBUG", "INFO", "WARN"])),
    }),
  ),
  EphemeralStorage: v.optional(v.object({ Size: wholeNumber(512, 10_240) })),
  TracingConfig: v.optional(v.object({ Mode: v.optional(v.picklist(["Active", "PassThrough"])) })),
  DeadLetterConfig: v.optional(v.object({ TargetArn: v.optional(v.string()) })),
  VpcConfig: v.optional(v.object({ SubnetIds: v.optional(v.array(v.string())) })),
  Layers: v.optional(v.array(v.string())),
  FileSystemConfigs: v.optional(v.array(v.unknown())),
  KMSKeyArn: v.optional(v.string()),
  SnapStart: v.optional(v.object({ ApplyOn: v.optional(v.string()) })),
};

const SettingsSchema = v.object(SettingsInput);
type SettingsInput = v.InferOutput<typeof SettingsSchema>;

const QUEUE = /^arn:aws[a-zA-Z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9_-]+$/;
const ROLE = /^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;

/** Settings of a new function, with Lambda's defaults. */
export function newSettings(
  name: string,
  input: SettingsInput,
  architectures: readonly string[],
  layers: readonly FunctionLayer[] | undefined,
): FunctionSettings {
  for (const member of ["Runtime", "Handler", "Role"] as const) {
    if (input[member] === undefined) {
      throw invalidParameter(
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
      );
    }
  }
  return changedSettings(
    {
      Runtime: "",
      Role: "",
      Handler: "",
      Description: "",
      Timeout: 3,
      MemorySize: 128,
      Environment: {},
      Architectures: architectures,
      LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${name}` },
      EphemeralStorage: { Size: 512 },
      TracingConfig: { Mode: "PassThrough" },
    },
    input,
    layers,
  );
}

/**
 * Settings after a change; what the input leaves out stays. Throws for what the embedded engine does not have.
 * @param layers those that the input names
 */
export function changedSettings(
  before: FunctionSettings,
  input: SettingsInput,
  layers: readonly FunctionLayer[] | undefined,
): FunctionSettings {
  refuseUnsupported(input);
  if (input.Role !== undefined && !ROLE.test(input.Role)) {
    throw invalidParameter(`The role ARN ${input.Role} is not valid.`);
  }
  return {
    ...before,
    Runtime: input.Runtime ?? before.Runtime,
    Role: input.Role ?? before.Role,
    Handler: input.Handler ?? before.Handler,
    Description: input.Description ?? before.Description,
    Timeout: input.Timeout ?? before.Timeout,
    MemorySize: input.MemorySize ?? before.MemorySize,
    Environment:
      input.Environment === undefined ? before.Environment : checkedVariables(input.Environment.Variables ?? {}),
    LoggingConfig: changedLogging(before.LoggingConfig, input.LoggingConfig ?? {}),
    EphemeralStorage: input.EphemeralStorage ?? before.EphemeralStorage,
    TracingConfig: { Mode: input.TracingConfig?.Mode ?? before.TracingConfig.Mode },
    Layers: layers ?? before.Layers ?? [],
    DeadLetterConfig: { TargetArn: input.DeadLetterConfig?.TargetArn ?? before.DeadLetterConfig?.TargetArn ?? "" },
  };
}

function changedLogging(
  before: FunctionSettings["LoggingConfig"],
  input: NonNullable<SettingsInput["LoggingConfig"]>,
): FunctionSettings["LoggingConfig"] {
  const after = { ...before, ...defined(input) };
  if (after.LogFormat === "JSON") {
    return {
      ...after,
      ApplicationLogLevel: after.ApplicationLogLevel ?? "INFO",
      SystemLogLevel: after.SystemLogLevel ?? "INFO",
    };
  }
  if (input.ApplicationLogLevel !== undefined || input.SystemLogLevel !== undefined) {
    throw invalidParameter("To set a log level, LogFormat must be JSON.");
  }
  return { LogFormat: after.LogFormat, LogGroup: after.LogGroup };
}

function checkedVariables(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = Object.keys(variables);
  const reserved = names.filter((name) => RESERVED_VARIABLES.includes(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  if (names.some((name) => !/^[a-zA-Z]([a-zA-Z0-9_])+$/.test(name))) {
    throw invalidParameter("Environment variable names must match [a-zA-Z]([a-zA-Z0-9_])+");
  }
  if (Buffer.byteLength(JSON.stringify(variables)) > 4096 + 2) {
    throw invalidParameter(
      "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.",
    );
  }
  return variables;
}

function refuseUnsupported(input: SettingsInput): void {
  if (input.Runtime !== undefined && findRuntime(input.Runtime) === undefined) {
    const there = RUNTIMES.map(({ identifiers, runsOn }) => `${identifiers.join(", ")} are, on ${runsOn}`);
    const elsewhere = "others run by `npx doppelface up --engine localstack`, where the emulator has them";
    throw refused(`Runtime ${input.Runtime} (${there.join("; ")}; ${elsewhere})`);
  }
  if ((input.VpcConfig?.SubnetIds?.length ?? 0) > 0) throw refused("VpcConfig");
  if ((input.FileSystemConfigs?.length ?? 0) > 0) throw refused("FileSystemConfigs");
  if ((input.KMSKeyArn ?? "") !== "") throw refused("KMSKeyArn");
  checkDeadLetters(input.DeadLetterConfig?.TargetArn ?? "");
  if ((input.SnapStart?.ApplyOn ?? "None") !== "None") throw refused("SnapStart");
}

function checkDeadLetters(arn: string): void {
  if (arn === "") return;
  if (/^arn:aws[a-zA-Z-]*:sns:/.test(arn)) throw refused(`A topic for DeadLetterConfig, ${arn} (a queue is)`);
  if (!QUEUE.test(arn)) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value '${arn}' at 'deadLetterConfig.targetArn' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()`,
    );
  }
}

function defined<Value extends object>(value: Value): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  };
}
