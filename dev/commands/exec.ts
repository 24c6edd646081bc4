import { inheritedEnvironment } from "../config/process-environment.ts";
import { embeddedEngine } from "../engine/embedded.ts";
import { startEnvironment } from "../engine/environment.ts";
import { environmentVariables } from "../engine/variables.ts";
import { Bus } from "../trace/bus.ts";
import type { EventOf } from "../trace/events.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { REKOGNITION_OPTIONS, chosenRekognition } from "./rekognition-options.ts";
import { runCommand } from "./run-command.ts";
import { APP_OPTION, IAM_OPTION } from "./up-options.ts";
import { WITHOUT_UNSUPPORTED, adaptedApp, chosenApp } from "./chosen-app.ts";

/** `doppelface exec -- COMMAND…`: a command beside an ephemeral environment. */
export const exec: Command = {
  name: "exec",
  summary: "Run a command beside an ephemeral, deployed environment on a free port.",
  usage: "exec [--rekognition MODE] [--strict] -- COMMAND [ARGUMENT…]",
  mostArguments: Number.POSITIVE_INFINITY,
  details: [
    "The command gets AWS_ENDPOINT_URL, AWS_REGION, test credentials and the names of the stack's resources as",
    "DOPPELFACE_BUCKET, …_TABLE, …_PICTURES_TABLE, …_COLLECTION, …_FUNCTION and …_LOG_GROUP. Its exit code becomes",
    "this one's, and nothing is left running.",
  ].join("\n"),
  options: {
    ...APP_OPTION,
    ...WITHOUT_UNSUPPORTED,
    ...IAM_OPTION,
    ...REKOGNITION_OPTIONS,
    strict: {
      type: "boolean",
      description: "Fail where recordings were missed, not used or differ; refuse access keys not handed out here",
    },
  },
  async run(context) {
    const { positionals, settings, output } = context;
    const [command, ...args] = positionals;
    if (command === undefined) throw new UsageError("Which command? doppelface exec -- COMMAND…");
    const bus = new Bus();
    bus.on("notice", (notice) => output.event(notice));
    let recordings: EventOf<"recordings"> | undefined;
    bus.on("recordings", (usage) => {
      recordings = usage;
      output.event(usage);
    });
    const app = adaptedApp(chosenApp(settings), context, (message) => bus.dispatch({ type: "notice", message }));
    const rekognition = await chosenRekognition(context, "doppelface exec");
    const engine = embeddedEngine({
      settings: { ...settings, port: 0, retryDelay: 0 },
      ephemeral: true,
      fresh: false,
      bus,
      rekognition,
    });
    output.detail("starting");
    const environment = await startEnvironment(engine, { app, progress: (text) => output.detail(text) });
    let exitCode = 1;
    try {
      exitCode = await runCommand(command, args, {
        env: { ...inheritedEnvironment(), ...environmentVariables(environment) },
      });
    } finally {
      await environment.stop();
    }
    return exitCode === 0 && settings.strict && !usedAsRecorded(recordings) ? 1 : exitCode;
  },
};

/** Every request had its recording, and every recording its request; what was recorded could all be stored. */
function usedAsRecorded(usage: EventOf<"recordings"> | undefined): boolean {
  if (usage === undefined) return true;
  return [usage.misses, usage.unused, usage.kept, usage.refused].every((list) => list.length === 0);
}
