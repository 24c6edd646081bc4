import type { Call, Operation } from "../../service.ts";
import type { MetricBuffer } from "../../exchange/metric-buffer.ts";
import type { State } from "../../state/state.ts";
import { groupNotFound, invalidParameter, streamNotFound } from "./errors.ts";
import type { GroupRow, LogStore, StreamRow } from "./store.ts";

/** What the operations of Logs work on. */
export interface LogsContext {
  readonly state: State;
  readonly store: LogStore;
  /** Where the metrics in log events go. */
  readonly metrics: MetricBuffer;
  /** Removes in the background what belongs to deleted groups and streams. */
  readonly sweep: () => void;
}

interface NamesGroup {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
  readonly logStreamName?: string | undefined;
}

/**
 * An operation on a group, or on a stream where the input names one. IAM sees either as `…:log-group:<group>:log-stream:<stream>`,
 * with an empty stream for a group: which is why policies on a group end in `:*`.
 */
export function logOperation<Input extends NamesGroup>(
  action: string,
  parse: (input: unknown) => Input,
  run: (input: Input, groupName: string, call: Call) => unknown,
): Operation<Input> {
  return {
    parse,
    permissions(input, call) {
      const { logStreamName = "" } = input;
      const reference = referenceIn(input);
      const arn = reference.startsWith("arn:") ? reference.replace(/:\*$/, "") : groupArn(call, reference);
      return [{ action: `logs:${action}`, resource: `${arn}:log-stream:${logStreamName}` }];
    },
    run: (input, call) => run(input, nameInArn(referenceIn(input), call), call),
  };
}

/** `arn:aws:logs:<region>:<account>:log-group:<name>` */
export function groupArn(call: Pick<Call, "region"> & { caller: { account: string } }, name: string): string {
  return `arn:aws:logs:${call.region}:${call.caller.account}:log-group:${name}`;
}

/**
 * The name in a group's ARN, with or without `:*` at its end; a name is given back as it is. Throws
 * ResourceNotFoundException for the ARN of another account or region.
 */
export function nameInArn(text: string, { region, caller }: Call): string {
  const [, at, account, name] = /^arn:[^:]+:logs:([^:]+):(\d{12}):log-group:([^:]+)(?::\*)?$/.exec(text) ?? [];
  if (name === undefined) return text;
  if (at !== region || account !== caller.account) throw groupNotFound();
  return name;
}

/** The group, inside `State.read` or `State.write`. Throws ResourceNotFoundException. */
export function existingGroup(store: LogStore, call: Call, name: string): GroupRow {
  const group = store.findGroup(call.caller.account, call.region, name);
  if (group === undefined) throw groupNotFound();
  return group;
}

/** The stream, inside `State.read` or `State.write`. Throws ResourceNotFoundException. */
export function existingStream(store: LogStore, group: GroupRow, name: string): StreamRow {
  const stream = store.findStream(group.id, name);
  if (stream === undefined) throw streamNotFound();
  return stream;
}

function referenceIn(input: NamesGroup): string {
  const reference = input.logGroupName ?? input.logGroupIdentifier;
  if (reference === undefined) throw invalidParameter("Either logGroupName or logGroupIdentifier must be given.");
  return reference;
}
