import { relative } from "node:path";
import type { App } from "../app/app.ts";
import { UsageError } from "../config/command-line.ts";
import { WITHOUT_UNSUPPORTED, adaptedApp, chosenApp } from "./chosen-app.ts";
import type { Environment } from "../engine/environment.ts";
import { LOCALSTACK } from "../config/settings.ts";
import { selectEngine } from "../engine/select.ts";
import { emptyLines, readyLines, readyValue } from "../output/ready.ts";
import type { OutputSink } from "../output/output-sink.ts";
import { consoleBeside } from "./console-beside.ts";
import { KeyQuestion } from "./key-question.ts";
import { type Key, keysLine, listenForKeys } from "./keys.ts";
import { upKeys } from "./up-keys.ts";
import { Bus } from "../trace/bus.ts";
import { removeBuilds } from "../watch/builds.ts";
import type { Command } from "./command.ts";
import { REKOGNITION_OPTIONS, chosenRekognition } from "./rekognition-options.ts";
import { REKOGNITION_PORT } from "./rekognition.ts";
import { readyFile } from "./ready-file.ts";
import { startShown } from "./start-shown.ts";
import { untilInterrupted } from "./until-interrupted.ts";
import { APP_OPTION, IAM_OPTION, inspectPort } from "./up-options.ts";

/** `doppelface up`: the environment, until Ctrl-C. */
export const up: Command = {
  name: "up",
  summary: "Start the environment, deploy the app, and stay until Ctrl-C.",
  usage: "up [--app PATH] [--ephemeral | --fresh] [--port N] [--no-watch | --no-deploy] [--inspect[=PORT]] [--json]",
  details:
    "State is kept in .doppelface/: a second start finds everything that the first one had.\n" +
    "Saves in handler/ and infra/ go to the running function and stack; pictures copied into fixtures/inbox/ are uploaded.",
  options: {
    ephemeral: { type: "boolean", description: "Keep the state in a temporary folder that goes at the end" },
    fresh: { type: "boolean", description: "Begin with an empty state folder: everything in it is deleted" },
    port: { type: "string", value: "N", description: "Port of the endpoint; default: 4566, 0 takes any free one" },
    host: { type: "string", value: "ADDRESS", description: "Address to listen on; default: 127.0.0.1" },
    "allow-host": {
      type: "string",
      multiple: true,
      value: "NAME",
      description: "Answer requests to this name too, for example that of a container; may be repeated",
    },
    state: { type: "string", value: "DIR", description: "State folder; default: .doppelface" },
    ...APP_OPTION,
    "no-watch": { type: "boolean", description: "Run what was deployed; leave saves and fixtures/inbox/ alone" },
    inspect: {
      type: "string",
      value: "[=PORT]",
      alone: "9229",
      description: "Let a debugger attach to the function, at one address over all reloads; default port: 9229",
    },
    engine: { type: "string", value: "E", description: "embedded (default) or localstack: that, or any AWS emulator" },
    endpoint: { type: "string", value: "URL", description: "localstack: the emulator; default: http://127.0.0.1:4566" },
    wait: { type: "string", value: "S", description: "localstack: seconds to wait for it to come up; default: 0" },
    "ready-file": { type: "string", value: "FILE", description: "Write this file once a picture can be uploaded" },
    "no-deploy": { type: "boolean", description: "Deploy nothing: for tools that deploy themselves" },
    durability: { type: "string", value: "D", description: "process (default) or disk: survive power loss as well" },
    "retry-delay": { type: "string", value: "S", description: "Seconds before a failed event is retried; default: 60" },
    strict: { type: "boolean", description: "Refuse access keys that were not handed out here" },
    ...WITHOUT_UNSUPPORTED,
    ...IAM_OPTION,
    ...REKOGNITION_OPTIONS,
  },
  async run(context) {
    const { values, settings, output } = context;
    if (values["no-deploy"] === true && values["ready-file"] !== undefined) {
      throw new UsageError(
        "--ready-file tells that a picture can be uploaded, which --no-deploy leaves to others. Leave one of them out; " +
          "that the endpoint listens, `up --no-deploy` prints.",
      );
    }
    const bus = new Bus();
    bus.onEvery((event) => output.event(event));
    const startedAt = performance.now();
    const interrupted = untilInterrupted();
    const embedded = settings.engine === "embedded";
    const rekognition = await chosenRekognition(
      context,
      "doppelface up",
      embedded ? { from: "own-s3" } : { from: "remote-s3", endpoint: settings.endpoint ?? LOCALSTACK },
    );
    const app = adaptedApp(chosenApp(settings), context, (message) => bus.dispatch({ type: "notice", message }));
    const watches = values["no-watch"] !== true && values["no-deploy"] !== true;
    await removeBuilds(app.project);
    const engine = selectEngine({
      rekognitionPort: REKOGNITION_PORT,
      awaitLive: watches,
      inspectPort: inspectPort(values),
      settings,
      ephemeral: values["ephemeral"] === true,
      fresh: values["fresh"] === true,
      bus,
      rekognition,
    });
    if (values["no-deploy"] === true) {
      const running = await engine.start();
      output.result({ ready: readyValue(running.connection) }, emptyLines(running.connection, output.style));
      await interrupted;
      await running.stop();
      return 0;
    }
    output.progress("starting");
    const question = new KeyQuestion(output);
    const ask = values["yes"] === true ? async () => true : question.ask;
    const ready = await readyFile(typeof values["ready-file"] === "string" ? values["ready-file"] : undefined);
    const { environment, stopShowing, watch } = await startShown(
      engine,
      { app, settings, output, ask, ready },
      watches,
    );
    const { connection, resources } = environment;
    const served = await consoleBeside(environment, settings);
    const startMs = performance.now() - startedAt;
    const state = !embedded
      ? "is the emulator's"
      : values["ephemeral"] === true
        ? "in a temporary folder"
        : settings.state;
    output.result(
      { ready: { ...readyValue(connection), ...resources.toJSON(), console: served.url, startMs } },
      readyLines(
        connection,
        resources,
        { startMs, state, watches, hostEndpoint: settings.hostEndpoint, console: served.url, sources: sourcesOf(app) },
        output.style,
        output.columns,
      ),
    );
    await untilQuit({ ...environment, console: served.url }, output, interrupted, question.keys);
    output.progress("stopping");
    await served.stop();
    stopShowing();
    await watch?.close();
    await environment.stop();
    await watch?.remove();
    output.result({ stopped: true }, ["stopped"]);
    return 0;
  },
};

/** What is edited of an app that is not the one of `infra/`. */
function sourcesOf({ command, file }: App): string | undefined {
  return command === undefined ? `the sources of ${relative(process.cwd(), file)}` : undefined;
}

/** Resolves when the environment is to stop: interrupted, or by a key where there is a terminal. */
async function untilQuit(
  environment: Environment & { readonly console: string | undefined },
  output: OutputSink,
  interrupted: Promise<void>,
  answers: readonly Key[],
): Promise<void> {
  if (output.columns === undefined || !process.stdin.isTTY) return interrupted;
  const quit = Promise.withResolvers<void>();
  const keys = upKeys(environment, output, quit.resolve);
  output.text(keysLine(keys, output.style));
  const restore = listenForKeys(process.stdin, [...keys, ...answers], (error) => output.error(error));
  await Promise.race([interrupted, quit.promise]);
  restore();
}
