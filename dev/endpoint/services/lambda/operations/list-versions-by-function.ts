import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type LambdaContext, functionOperation } from "../function-operation.ts";
import { LATEST, toConfiguration } from "../function-record.ts";
import { wholeNumber } from "../parse.ts";
import { existing } from "../qualifiers.ts";

const Input = v.object({
  FunctionName: v.string(),
  MaxItems: v.optional(wholeNumber(1, 10_000), 50),
  Marker: v.optional(v.pipe(v.string(), v.regex(/^\d*$/)), ""),
});

/** Answers `$LATEST` and the versions from the first, at most 50 a page. */
export function listVersionsByFunction({ host, store }: LambdaContext): Operation {
  return functionOperation("ListVersionsByFunction", Input, async (input, reference) => {
    const limit = Math.min(input.MaxItems, 50);
    const records = await host.state.read(() => {
      const latest = existing(store, reference);
      const first = input.Marker === "" ? [{ ...latest, arn: `${latest.arn}:${LATEST}` }] : [];
      return [...first, ...store.versions(reference, Number(input.Marker), limit + 1)];
    });
    const page = records.slice(0, limit);
    const last = page.at(-1)?.version ?? "";
    return {
      Versions: page.map(toConfiguration),
      ...(records.length === page.length ? {} : { NextMarker: last === LATEST ? "0" : last }),
    };
  });
}
