import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { CodeLocation } from "../code.ts";
import { preconditionFailed, refused } from "../errors.ts";
import { type LambdaContext, functionOperation } from "../function-operation.ts";
import { toConfiguration } from "../function-record.ts";
import { existing, versionsInPlace } from "../qualifiers.ts";
import { publish } from "./publish-version.ts";
import { updating } from "./update-function-configuration.ts";

const Input = v.object({
  ...CodeLocation.entries,
  FunctionName: v.string(),
  ImageUri: v.optional(v.string()),
  Architectures: v.optional(v.array(v.picklist(["x86_64", "arm64"]))),
  DryRun: v.optional(v.boolean(), false),
  Publish: v.optional(v.boolean(), false),
  RevisionId: v.optional(v.string()),
});

/** Replaces a function's code. Events that come after the answer run the new code. */
export function updateFunctionCode({ host, store, code, pools }: LambdaContext): Operation {
  return functionOperation("UpdateFunctionCode", Input, async (input, reference, call) => {
    if (input.ImageUri !== undefined) throw refused("PackageType Image");
    await using added = await code.add(input, call, await host.state.read(() => existing(store, reference)));
    const { before, after, published, inPlace } = await host.state.write(() => {
      const before = existing(store, reference);
      if (input.RevisionId !== undefined && input.RevisionId !== before.revisionId) throw preconditionFailed();
      const after = {
        ...before,
        code: added.code,
        hotReload: added.hotReload,
        settings: { ...before.settings, Architectures: input.Architectures ?? before.settings.Architectures },
        revisionId: randomUUID(),
        lastModified: Date.now(),
      };
      if (input.DryRun) return { before, after, published: undefined, inPlace: [] };
      store.save(after);
      const published = input.Publish ? publish(store, after) : undefined;
      return { before, after: existing(store, reference), published, inPlace: versionsInPlace(store, after) };
    });
    if (input.DryRun) return toConfiguration(after);
    for (const record of [after, ...inPlace]) pools.changed(record);
    void code.release(before.code.folder);
    return published === undefined ? updating(after) : toConfiguration(published);
  });
}
