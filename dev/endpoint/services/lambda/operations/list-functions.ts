import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { LambdaContext } from "../function-operation.ts";
import { type FunctionRecord, LATEST, toConfiguration } from "../function-record.ts";
import { lambdaParser, wholeNumber } from "../parse.ts";

const Input = v.object({
  MaxItems: v.optional(wholeNumber(1, 10_000), 50),
  Marker: v.optional(v.string(), ""),
  FunctionVersion: v.optional(v.picklist(["ALL"])),
});
type Input = v.InferOutput<typeof Input>;

/**
 * Answers the functions of an account and region by name, at most 50 a page; with `FunctionVersion: ALL` each with its
 * versions, which make a page longer here.
 */
export function listFunctions({ host, store }: LambdaContext): Operation<Input> {
  const withVersions = (latest: FunctionRecord): FunctionRecord[] => [
    { ...latest, arn: `${latest.arn}:${LATEST}` },
    ...store.versions(latest),
  ];
  return {
    parse: lambdaParser(Input),
    permissions: () => [{ action: "lambda:ListFunctions", resource: "*" }],
    async run(input, call) {
      const limit = Math.min(input.MaxItems, 50);
      const after = Buffer.from(input.Marker, "base64url").toString("utf8");
      const { records, page } = await host.state.read(() => {
        const records = store.list(call.caller.account, call.region, after, limit + 1);
        const first = records.slice(0, limit);
        return { records, page: input.FunctionVersion === undefined ? first : first.flatMap(withVersions) };
      });
      const last = records.slice(0, limit).at(-1);
      return {
        Functions: page.map(toConfiguration),
        ...(records.length > limit && last !== undefined
          ? { NextMarker: Buffer.from(last.name).toString("base64url") }
          : {}),
      };
    },
  };
}
