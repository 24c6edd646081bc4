import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { LambdaContext } from "../function-operation.ts";
import { type LayerVersion, layerArn, readLayerName, toListItem } from "../layers/layer-version.ts";
import { lambdaParser, wholeNumber } from "../parse.ts";

const Filter = {
  CompatibleRuntime: v.optional(v.string()),
  CompatibleArchitecture: v.optional(v.picklist(["x86_64", "arm64"])),
  MaxItems: v.optional(wholeNumber(1, 50), 50),
  Marker: v.optional(v.string(), ""),
};
const LayersInput = v.object(Filter);
const VersionsInput = v.object({ LayerName: v.string(), ...Filter });

type Filter = v.InferOutput<typeof LayersInput>;

/** Answers the layers by name, each with its newest version that the input asks for. */
export function listLayers({ host, store }: LambdaContext): Operation<Filter> {
  return {
    parse: lambdaParser(LayersInput),
    permissions: () => [{ action: "lambda:ListLayers", resource: "*" }],
    async run(input, { caller: { account }, region }) {
      const latest = await host.state.read(() =>
        store.layers
          .names(account, region)
          .flatMap((name) => store.layers.versions({ account, region, name }).find(fits(input)) ?? []),
      );
      const { items, ...next } = page(latest, input, ({ name }) => name);
      return {
        Layers: items.map((layer) => ({
          LayerName: layer.name,
          LayerArn: layerArn(layer),
          LatestMatchingVersion: toListItem(layer),
        })),
        ...next,
      };
    },
  };
}

/** Answers the versions of a layer, the newest first. */
export function listLayerVersions({ host, store }: LambdaContext): Operation<v.InferOutput<typeof VersionsInput>> {
  return {
    parse: lambdaParser(VersionsInput),
    permissions: (input, call) => [
      { action: "lambda:ListLayerVersions", resource: readLayerName(input.LayerName, call).arn },
    ],
    async run(input, call) {
      const reference = readLayerName(input.LayerName, call);
      const all = await host.state.read(() => store.layers.versions(reference).filter(fits(input)));
      const { items, ...next } = page(all, input, ({ version }) => String(version));
      return { LayerVersions: items.map(toListItem), ...next };
    },
  };
}

function fits({ CompatibleRuntime, CompatibleArchitecture }: Filter): (layer: LayerVersion) => boolean {
  return ({ compatibleRuntimes, compatibleArchitectures }) =>
    (CompatibleRuntime === undefined || compatibleRuntimes.includes(CompatibleRuntime)) &&
    (CompatibleArchitecture === undefined || compatibleArchitectures.includes(CompatibleArchitecture));
}

function page(
  layers: readonly LayerVersion[],
  { MaxItems, Marker }: Filter,
  keyOf: (layer: LayerVersion) => string,
): { items: LayerVersion[]; NextMarker?: string } {
  const after = Buffer.from(Marker, "base64url").toString("utf8");
  const start = Marker === "" ? 0 : layers.findIndex((layer) => keyOf(layer) === after) + 1;
  const items = layers.slice(start, start + MaxItems);
  const last = items.at(-1);
  if (last === undefined || start + items.length >= layers.length) return { items };
  return { items, NextMarker: Buffer.from(keyOf(last)).toString("base64url") };
}
