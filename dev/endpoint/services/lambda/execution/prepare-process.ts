import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ServiceError } from "../../../errors.ts";
import type { Host } from "../../../service.ts";
import type { FunctionRecord } from "../function-record.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Debuggers } from "./debuggers.ts";
import { EnvironmentProcess, type ProcessListener, type ProcessOptions } from "./environment-process.ts";
import type { MemoryGuard } from "./memory-guard.ts";
import { ownTmp } from "./own-tmp.ts";
import type { ProcessTable } from "./process-table.ts";
import { issueRoleCredentials } from "./role.ts";
import { environmentVariables } from "./variables.ts";

/** Where nothing else is told. */
const USER_CACHE = join(homedir(), ".cache", "doppelface");

/** Absolute; what runtimes bring lies in it. */
const THIS_PACKAGE = fileURLToPath(new URL("../../../../..", import.meta.url));

/** What all environments have in common. */
export interface EnvironmentParts {
  readonly host: Host;
  readonly processes: ProcessTable;
  /** Tells the user something, once in the life of the endpoint. */
  readonly tellOnce: (text: string) => void;
  /** Absolute folders of which the code of functions is a copy, by their names. */
  readonly copied: ReadonlyMap<string, string>;
  /** Absent where no debugger was asked for. */
  readonly debuggers: Debuggers | undefined;
}

/** What one environment gives to its process. */
export interface EnvironmentOwn {
  readonly runtime: Runtime;
  readonly memory: MemoryGuard;
  readonly listener: ProcessListener;
  /** Tells the user something, once for all environments. */
  readonly tell: (text: string) => void;
  readonly logStream: string;
  /** Absolute; it is made, for what the environment alone needs on disk. */
  readonly temporaryFolder: string;
}

/** A process that has not started. */
export interface PreparedProcess {
  readonly process: EnvironmentProcess;
  readonly options: ProcessOptions;
  /** Of its credentials. */
  readonly accessKeyId: string;
}

/** Makes the process of an environment, its Runtime API and its variables. */
export async function prepareProcess(
  { host, debuggers, tellOnce, copied }: EnvironmentParts,
  record: FunctionRecord,
  { runtime, memory, listener, tell, logStream, temporaryFolder }: EnvironmentOwn,
): Promise<PreparedProcess> {
  const identifier = record.settings.Runtime;
  const userCache = host.settings.userCache ?? USER_CACHE;
  const executable = await runtime.prepare({ identifier, userCache, tell: tellOnce }).catch((error: unknown) => {
    tell(errorText(error));
    throw new ServiceError("InvalidRuntimeException", errorText(error), { status: 502, cause: error });
  });
  const process = new EnvironmentProcess(runtime, memory, listener, debuggers);
  const folder = codeFolder(host, record);
  const stage = join(temporaryFolder, "tmp");
  mkdirSync(stage, { recursive: true });
  const project = host.settings.project ?? "";
  const copyOf = copied.get(record.name);
  const [credentials, runtimeApi, tmp] = await Promise.all([
    issueRoleCredentials(host, record),
    process.listen(),
    ownTmp({
      stage,
      megabytes: record.settings.EphemeralStorage.Size,
      needs: [
        folder,
        host.state.folder,
        project,
        userCache,
        executable,
        THIS_PACKAGE,
        ...(copyOf === undefined ? [] : [copyOf]),
      ],
    }),
  ]);
  const variables = environmentVariables({
    record,
    folder,
    functions: host.state.filesFolder("functions"),
    credentials,
    endpointUrl: host.endpointUrl(),
    runtimeApi,
    logStream,
    // With a `/tmp` of its own it is not set, as on Lambda.
    temporaryFolder: tmp === undefined ? stage : undefined,
    defaults: runtime.variables(host.state.filesFolder("compile-cache")),
  });
  const options = {
    folder,
    variables,
    memorySize: record.settings.MemorySize,
    code: record.hotReload === undefined ? ("zip" as const) : ("folder" as const),
    project,
    copyOf,
    identifier,
    executable,
    ownTmp: tmp,
  };
  return { process, options, accessKeyId: credentials.accessKeyId };
}

/** Where a function's code lies, absolute. */
export function codeFolder(host: Host, { hotReload, code }: FunctionRecord): string {
  return hotReload ?? resolve(host.state.filesFolder("functions"), code.folder);
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
