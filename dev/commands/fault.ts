import * as v from "valibot";
import { type FaultState, FaultRequest } from "../endpoint/http/faults/fault.ts";
import { FAULT_KINDS } from "../endpoint/service-definition.ts";
import { addFault, clearFaults, listFaults } from "../engine/endpoint-faults.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command, CommandContext } from "./command.ts";
import { ENDPOINT_OPTION, runningConnection } from "./running.ts";

/** `doppelface fault`: errors and delays in the way of AWS calls. */
export const fault: Command = {
  name: "fault",
  summary: "Make AWS calls fail or slow, in each service's own wire form, until they are cleared.",
  usage: "fault add SERVICE[.OPERATION] KIND [OPTION…] | list | clear [ID]",
  mostArguments: Number.POSITIVE_INFINITY,
  details: [
    `KIND is one of ${FAULT_KINDS.join(", ")}.`,
    "Without --count or --share every call meets it. Calls of the function meet it; with --caller any those of other",
    "programs too. Example: doppelface fault add dynamodb.GetItem throttling --count 2",
  ].join("\n"),
  options: {
    count: { type: "string", value: "N", description: "So many calls, then it is over" },
    share: { type: "string", value: "X", description: "This share of the calls at random, more than 0, at most 1" },
    delay: { type: "string", value: "MS", description: "Milliseconds that a slow call takes longer" },
    caller: { type: "string", value: "WHO", description: "function (default) or any" },
    ...ENDPOINT_OPTION,
  },
  async run(context) {
    const [verb, ...rest] = context.positionals;
    if (verb === "add") return add(context, rest);
    if (verb === "list" && rest.length === 0) return list(context);
    if (verb === "clear" && rest.length <= 1) return clear(context, rest[0]);
    throw new UsageError("Expected: doppelface fault add SERVICE[.OPERATION] KIND, fault list, or fault clear [ID].");
  },
};

async function add(context: CommandContext, [target, kind, ...rest]: readonly string[]): Promise<number> {
  if (target === undefined || kind === undefined || rest.length > 0) {
    throw new UsageError(
      "Expected: doppelface fault add SERVICE[.OPERATION] KIND, for example dynamodb.GetItem throttling.",
    );
  }
  const [service, operation] = target.split(".", 2);
  const { values, output } = context;
  if ((kind === "slow") !== (values["delay"] !== undefined)) {
    throw new UsageError(
      kind === "slow"
        ? `slow needs how long: doppelface fault add ${target} slow --delay 2000`
        : `--delay is for the kind slow: doppelface fault add ${target} slow --delay 2000`,
    );
  }
  const request = v.safeParse(FaultRequest, {
    service,
    kind,
    ...(operation === undefined ? {} : { operation }),
    ...numberOf(values, "count", "count"),
    ...numberOf(values, "share", "share"),
    ...numberOf(values, "delay", "delayMs"),
    ...(values["caller"] === undefined ? {} : { caller: values["caller"] }),
  });
  if (!request.success) throw new UsageError(request.issues.map(({ message }) => message).join("; "));
  const added = await addFault(runningConnection(context), request.output);
  output.result({ fault: added }, [`${added.id}: ${describe(added)}`]);
  return 0;
}

async function list(context: CommandContext): Promise<number> {
  const faults = await listFaults(runningConnection(context));
  const lines = faults.map((each) => `${each.id}: ${describe(each)}; ${each.hits} so far`);
  context.output.result({ faults }, lines.length === 0 ? ["No faults."] : lines);
  return 0;
}

async function clear(context: CommandContext, id: string | undefined): Promise<number> {
  const cleared = await clearFaults(runningConnection(context), id);
  context.output.result({ cleared }, [
    id !== undefined && cleared === 0
      ? `There is no ${id}; \`doppelface fault list\` shows those that stand.`
      : `${cleared} cleared`,
  ]);
  return id !== undefined && cleared === 0 ? 1 : 0;
}

function describe({ service, operation, kind, share, count, delayMs, caller }: FaultState): string {
  const which =
    count === undefined ? (share === undefined ? "every call" : `${share * 100} % of the calls`) : `${count} calls`;
  const what = kind === "slow" ? `take ${delayMs ?? 0} ms longer` : `answer ${kind}`;
  return `${which} of ${service} ${operation ?? "(any operation)"} by ${caller === "any" ? "anyone" : "the function"}: ${what}`;
}

function numberOf(values: CommandContext["values"], option: string, member: string): Record<string, number> {
  const value = values[option];
  return value === undefined ? {} : { [member]: Number(value) };
}
