import type { Host } from "../../../service.ts";
import { codeLocation } from "../code-location.ts";
import { type LayerVersion, layerArn, toListItem } from "./layer-version.ts";

/** A version as PublishLayerVersion and GetLayerVersion answer it, with a link to its zip file. */
export function toOutput(host: Host, layer: LayerVersion): Record<string, unknown> {
  const { sha256, size } = layer.code;
  return {
    Content: { Location: codeLocation(host, layer), CodeSha256: sha256, CodeSize: size },
    LayerArn: layerArn(layer),
    ...toListItem(layer),
  };
}
