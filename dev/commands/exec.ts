import { spawn } from "node:child_process";
import { constants } from "node:os";
import { inheritedEnvironment } from "../config/process-environment.ts";
import { embeddedEngine } from "../engine/embedded.ts";
import { startEnvironment } from "../engine/environment.ts";
import { environmentVariables } from "../engine/variables.ts";
import { Bus } from "../trace/bus.ts";
import { type Command, UsageError } from "./command.ts";
import { IAM_OPTION } from "./up-options.ts";

/** `doppelface exec -- COMMAND…`: a command beside an ephemeral environment. */
export const exec: Command = {
  name: "exec",
  summary: "Run a command beside an ephemeral, deployed environment on a free port.",
  usage: "exec -- COMMAND [ARGUMENT…]",
  details: [
    "The command gets AWS_ENDPOINT_URL, AWS_REGION, test credentials and the names of the stack's resources as",
    "DOPPELFACE_BUCKET, …_TABLE, …_PICTURES_TABLE, …_COLLECTION, …_FUNCTION and …_LOG_GROUP. Its exit code becomes",
    "this one's, and nothing is left running.",
  ].join("\n"),
  options: IAM_OPTION,
  async run({ positionals, settings, output }) {
    const [command, ...args] = positionals;
    if (command === undefined) throw new UsageError("Which command? doppelface exec -- COMMAND…");
    const bus = new Bus();
    bus.on("notice", (notice) => output.event(notice));
    const engine = embeddedEngine({
      settings: { ...settings, port: 0, retryDelay: 0 },
      ephemeral: true,
      fresh: false,
      bus,
    });
    output.detail("starting");
    const environment = await startEnvironment(engine, { progress: (text) => output.detail(text) });
    try {
      return await runCommand(command, args, { ...inheritedEnvironment(), ...environmentVariables(environment) });
    } finally {
      await environment.stop();
    }
  },
};

/** Runs a command with our own terminal; resolves with its exit code, 128 + the number of the signal that ended it. */
function runCommand(command: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env });
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on("SIGINT", forward).on("SIGTERM", forward);
    const done = (): void => void process.off("SIGINT", forward).off("SIGTERM", forward);
    child.once("error", (error) => {
      done();
      reject(new Error(`Cannot run '${command}': ${error.message}`, { cause: error }));
    });
    child.once("exit", (code, signal) => {
      done();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
