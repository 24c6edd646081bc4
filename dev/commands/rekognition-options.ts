import { rekognitionOptions } from "../engine/rekognition.ts";
import { confirm } from "../output/confirm.ts";
import type { OutputSink } from "../output/output-sink.ts";
import type { PicturesOptions, RekognitionOptions } from "../rekognition/modes/mode-options.ts";
import type { UpstreamOptions } from "../rekognition/recordings/upstream.ts";
import { type CommandOptions, UsageError } from "../config/command-line.ts";
import type { CommandContext } from "./command.ts";

/** What commands that call an upstream take. */
export const UPSTREAM_OPTIONS: CommandOptions = {
  upstream: { type: "string", value: "URL", description: "Rekognition endpoint of record and aws; default: AWS" },
  prefix: { type: "string", value: "P", description: "Before names of collections there; default: doppelface-USER-" },
  "max-calls": { type: "string", value: "N", description: "Most calls of the upstream in this run; default: 1000" },
  yes: { type: "boolean", short: "y", description: "Call the upstream, or delete, without being asked" },
};

/** What commands take that answer Rekognition's calls. */
export const REKOGNITION_OPTIONS: CommandOptions = {
  rekognition: {
    type: "string",
    value: "MODE",
    description: "Who answers Rekognition: local (the model, default), replay, record or aws",
  },
  recordings: { type: "string", value: "SET", description: "Recordings of replay and record; default: default" },
  ...UPSTREAM_OPTIONS,
  update: { type: "boolean", description: "record: replace answers that the upstream now gives otherwise" },
  attributes: { type: "boolean", description: "record: store age, gender and emotions, which are left out otherwise" },
  consent: { type: "string", value: "NOTE", description: "record: what the people in photographs agreed to" },
  expires: { type: "string", value: "DAY", description: "record: YYYY-MM-DD from which the set is not used any more" },
};

/**
 * How a command is to answer Rekognition's calls. Before anything goes to an upstream it says where, on whose account
 * and at what price, and asks; `--yes` and DOPPELFACE_YES answer for scripts and containers.
 */
export async function chosenRekognition(
  { settings, output }: CommandContext,
  command: string,
  pictures: PicturesOptions = { from: "own-s3" },
): Promise<RekognitionOptions> {
  const options = rekognitionOptions(settings, { command, pictures });
  if (options.mode === "record" || options.mode === "aws") {
    await agree(options.upstream, "The pictures that calls are about are sent there.", settings.yes, output);
  }
  return options;
}

/**
 * Throws UsageError unless whoever started the command agrees to calls of an upstream.
 * @param yes whether they have said so already
 */
export async function agree(upstream: UpstreamOptions, what: string, yes: boolean, output: OutputSink): Promise<void> {
  const { describeUpstream } = await import("../rekognition/recordings/describe-upstream.ts");
  for (const message of [...(await describeUpstream(upstream)), what]) output.event({ type: "notice", message });
  if (yes) return;
  const sure = await confirm("Go on?");
  if (sure === true) return;
  throw new UsageError(
    sure === false
      ? "Nothing was sent. --rekognition local and replay call nobody."
      : "Nobody is there to be asked: say --yes to call the upstream (docker compose: DOPPELFACE_YES=true).",
  );
}
