import { ACCOUNT, REGION, type Settings } from "../config/settings.ts";
import { startEndpoint } from "../endpoint/endpoint.ts";
import { rekognitionAs } from "../rekognition/definition.ts";
import type { RekognitionOptions } from "../rekognition/modes/mode-options.ts";
import { Bus } from "../trace/bus.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { REKOGNITION_OPTIONS, chosenRekognition } from "./rekognition-options.ts";
import { untilInterrupted } from "./until-interrupted.ts";

/** Port where no other is named: beside LocalStack's 4566. */
export const REKOGNITION_PORT = 4577;

/** `doppelface rekognition`: Rekognition alone, beside another AWS emulator. */
export const rekognition: Command = {
  name: "rekognition",
  summary: "Serve Rekognition alone, for use beside any other AWS emulator, until Ctrl-C.",
  usage: "rekognition [--port N] [--host ADDRESS] [--s3-endpoint URL] [--rekognition MODE] [--state DIR] [--json]",
  details: [
    "Point clients at it with AWS_ENDPOINT_URL_REKOGNITION. Pictures that requests name by bucket and key are read",
    "from --s3-endpoint with the keys test/test. Its state folder is that of the settings with -rekognition behind.",
  ].join("\n"),
  options: {
    port: {
      type: "string",
      value: "N",
      description: `Port to listen on; default: ${REKOGNITION_PORT}, 0 takes any free one`,
    },
    host: { type: "string", value: "ADDRESS", description: "Address to listen on; default: 127.0.0.1" },
    "allow-host": {
      type: "string",
      multiple: true,
      value: "NAME",
      description: "Answer requests to this name too, for example that of a container; may be repeated",
    },
    "s3-endpoint": { type: "string", value: "URL", description: "S3 that pictures are read from" },
    state: { type: "string", value: "DIR", description: "State folder; default: .doppelface-rekognition" },
    ephemeral: { type: "boolean", description: "Keep the state in a temporary folder that goes at the end" },
    ...REKOGNITION_OPTIONS,
  },
  async run(context) {
    const { values, settings, output } = context;
    const interrupted = untilInterrupted();
    const port = values["port"] === undefined ? REKOGNITION_PORT : settings.port;
    refuseItself(settings, port);
    const options = await chosenRekognition(context, "doppelface rekognition", {
      from: "remote-s3",
      endpoint: settings.s3Endpoint,
    });
    const bus = new Bus();
    bus.onEvery((event) => output.event(event));
    const folder = values["state"] === undefined ? `${settings.state}-rekognition` : settings.state;
    const endpoint = await serve(options, settings, {
      port,
      folder: values["ephemeral"] === true ? undefined : folder,
      bus,
    });
    output.result({ ready: { endpoint: endpoint.url, mode: options.mode } }, [
      `Rekognition (${options.mode})  ${endpoint.url}`,
      output.style.dim(`AWS_ENDPOINT_URL_REKOGNITION=${endpoint.url}   Ctrl-C stops it`),
    ]);
    await interrupted;
    await endpoint.stop();
    output.result({ stopped: true }, ["stopped"]);
    return 0;
  },
};

/** Throws UsageError where the upstream is the very server that would call it. */
function refuseItself({ upstream, allowHost }: Settings, port: number): void {
  if (upstream === undefined) return;
  const { hostname, port: called } = new URL(upstream);
  const own = /^(127\..*|localhost|\[::1\])$/.test(hostname) || allowHost.includes(hostname);
  if (!own || Number(called) !== port) return;
  throw new UsageError(
    `The upstream ${upstream} is this server itself. Another one on this machine has another port; from a container this machine is host.docker.internal.`,
  );
}

function serve(
  options: RekognitionOptions,
  settings: Settings,
  { port, folder, bus }: { port: number; folder: string | undefined; bus: Bus },
) {
  return startEndpoint({
    services: [rekognitionAs(options)],
    state: { folder, durability: settings.durability },
    address: settings.host,
    port,
    settings: {
      account: ACCOUNT,
      region: REGION,
      retryDelay: settings.retryDelay,
      iam: settings.iam,
      strict: settings.strict,
      foreignKeys: true,
      allowHost: settings.allowHost,
    },
    bus,
  });
}
