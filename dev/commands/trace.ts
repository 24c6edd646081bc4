import { LambdaClient } from "@aws-sdk/client-lambda";
import * as v from "valibot";
import { type ControlAddress, askEndpoint } from "../engine/control-client.ts";
import { traceLine, waterfall } from "../output/waterfall.ts";
import { sendEvent } from "../pipeline/send-event.ts";
import { Trace } from "../trace/trace.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command, CommandContext } from "./command.ts";
import { ENDPOINT_OPTION, runningConnection } from "./running.ts";

const UNSEEN = "Steps cannot be seen";
const DEFAULT_COLUMNS = 120;

/** `doppelface trace`: what happened to an upload, step by step. */
export const trace: Command = {
  name: "trace",
  summary: "Show every step of an upload: the put, the event, each AWS call of the handler, the log lines.",
  usage: "trace [ID | --last | resend ID] [--json]",
  mostArguments: Number.POSITIVE_INFINITY,
  details: [
    "Without arguments: the last traces. An ID may be cut short, or be `last`.",
    "`trace resend ID` sends the very same event to today's code, under a trace of its own.",
    "On engines other than the embedded one steps cannot be seen.",
  ].join("\n"),
  options: {
    last: { type: "boolean", description: "The last trace" },
    limit: { type: "string", value: "N", description: "How many are listed; default: 20" },
    ...ENDPOINT_OPTION,
  },
  async run(context) {
    const [first, second, ...rest] = context.positionals;
    if (rest.length > 0) throw new UsageError("One trace at a time: doppelface trace ID.");
    if (first === "resend") {
      if (second === undefined) throw new UsageError("Which one? doppelface trace resend ID");
      return resend(context, second);
    }
    if (second !== undefined) throw new UsageError("One trace at a time: doppelface trace ID.");
    const id = context.values["last"] === true ? "last" : first;
    return id === undefined ? list(context) : show(context, id);
  },
};

async function list(context: CommandContext): Promise<number> {
  const { values, output } = context;
  const limit = Number(values["limit"] ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw new UsageError(`--limit is '${String(values["limit"])}'; expected a number from 1 to 100.`);
  }
  const { traces } = await askEndpoint(
    runningConnection(context),
    { path: `/traces?limit=${limit}`, otherwise: UNSEEN },
    v.object({ traces: v.array(Trace) }),
  );
  const lines = traces.map((each) => traceLine(each, output.style));
  output.result({ traces }, lines.length === 0 ? ["No traces yet: upload a picture."] : lines);
  return 0;
}

async function show(context: CommandContext, id: string): Promise<number> {
  const found = await readTrace(runningConnection(context), id);
  context.output.result(
    { trace: found },
    waterfall(found, context.output.columns ?? DEFAULT_COLUMNS, context.output.style),
  );
  return 0;
}

/** A trace by its id, or `last`. Throws where the endpoint shows no steps. */
export function readTrace(at: ControlAddress, id: string): Promise<Trace> {
  return askEndpoint(at, { path: `/traces/${encodeURIComponent(id)}`, otherwise: UNSEEN }, Trace);
}

async function resend(context: CommandContext, id: string): Promise<number> {
  const connection = runningConnection(context);
  const event = await askEndpoint(
    connection,
    { path: `/traces/${encodeURIComponent(id)}/event`, otherwise: UNSEEN },
    v.object({ functionName: v.string(), payload: v.string() }),
  );
  const lambda = new LambdaClient(connection);
  try {
    const sent = await sendEvent(lambda, event.functionName, event.payload);
    context.output.result({ sent, functionName: event.functionName }, [
      `The event was sent to ${event.functionName} again. Its trace: ${sent.traceId}`,
      context.output.style.dim(`doppelface trace ${sent.traceId}`),
    ]);
    return 0;
  } finally {
    lambda.destroy();
  }
}
