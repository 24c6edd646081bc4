import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { CodeLocation } from "../code.ts";
import { refused } from "../errors.ts";
import type { LambdaContext } from "../function-operation.ts";
import { hotReloadFolder } from "../hot-reload.ts";
import { type LayerVersion, readLayerName } from "../layers/layer-version.ts";
import { toOutput } from "../layers/layer-output.ts";
import { lambdaParser } from "../parse.ts";

const Input = v.object({
  LayerName: v.string(),
  Description: v.optional(v.pipe(v.string(), v.maxLength(256)), ""),
  Content: CodeLocation,
  CompatibleRuntimes: v.optional(v.pipe(v.array(v.string()), v.maxLength(15)), []),
  CompatibleArchitectures: v.optional(v.pipe(v.array(v.picklist(["x86_64", "arm64"])), v.maxLength(2)), []),
  LicenseInfo: v.optional(v.pipe(v.string(), v.maxLength(512))),
});
type Input = v.InferOutput<typeof Input>;

/** Makes a layer, or its next version, from a zip file, given or in S3. */
export function publishLayerVersion({ host, store, code }: LambdaContext): Operation<Input> {
  return {
    parse: lambdaParser(Input),
    permissions: (input, call) => [
      { action: "lambda:PublishLayerVersion", resource: readLayerName(input.LayerName, call).arn },
    ],
    async run(input, call) {
      const { account, region, name } = readLayerName(input.LayerName, call);
      if (hotReloadFolder(input.Content) !== undefined) throw refused("A layer from the bucket hot-reload");
      await using added = await code.add(input.Content, call);
      const layer = await host.state.write(() => {
        const made: LayerVersion = {
          account,
          region,
          name,
          version: store.layers.takeNumber({ account, region, name }),
          description: input.Description,
          licenseInfo: input.LicenseInfo,
          compatibleRuntimes: input.CompatibleRuntimes,
          compatibleArchitectures: input.CompatibleArchitectures,
          createdAt: Date.now(),
          code: added.code,
          policy: [],
          revisionId: randomUUID(),
        };
        store.layers.save(made);
        return made;
      });
      return toOutput(host, layer);
    },
  };
}
