import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import { type LogsContext, groupArn } from "../log-operation.ts";
import type { GroupRow } from "../store.ts";

const parse = inputOf("logs", "DescribeLogGroups", { limit: 50, nextToken: "" });
type Input = ReturnType<typeof parse>;

/** Answers log groups by name, at most 50 a page. */
export function describeLogGroups({ state, store }: LogsContext): Operation<Input> {
  return {
    parse,
    permissions: (_input, call) => [
      { action: "logs:DescribeLogGroups", resource: `${groupArn(call, "")}:log-stream:` },
    ],
    async run(input, call) {
      if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined) {
        throw invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
      }
      const rows = await state.read(() =>
        store.listGroups(call.caller.account, call.region, {
          part: input.logGroupNamePrefix ?? input.logGroupNamePattern ?? "",
          prefix: input.logGroupNamePrefix !== undefined,
          after: Buffer.from(input.nextToken, "base64url").toString("utf8"),
          limit: input.limit + 1,
        }),
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return {
        logGroups: page.map(toLogGroup),
        ...(rows.length > input.limit && last !== undefined
          ? { nextToken: Buffer.from(last.name).toString("base64url") }
          : {}),
      };
    },
  };
}

function toLogGroup(row: GroupRow): Record<string, unknown> {
  const arn = groupArn({ region: row.region, caller: row }, row.name);
  return {
    logGroupName: row.name,
    creationTime: row.created,
    ...(row.retention === 0 ? {} : { retentionInDays: row.retention }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: row.bytes,
    logGroupClass: row.class,
  };
}
