import { jsonService } from "../endpoint/http/protocol/json.ts";
import type { Host, Service, ServiceFactory } from "../endpoint/service.ts";
import { Claims } from "./claims/claims.ts";
import { releasing } from "./claims/releasing.ts";
import { serveClaims } from "./claims/serve-claims.ts";
import { errorBody } from "./errors.ts";
import type { FaceModel } from "./model/face-model.ts";
import { modeFactory } from "./modes/create-mode.ts";
import type { RekognitionOptions } from "./modes/mode-options.ts";
import type { RekognitionMode } from "./modes/rekognition-mode.ts";
import { LocalS3PictureSource } from "./picture-source.ts";
import { createLocalMode } from "./modes/local-mode.ts";
import { tellRecognised } from "./tell-recognised.ts";

/** Two pictures of 15 MB in base64 and room beside them: what is too large is answered by the operation, by name. */
const BODY_LIMIT = 48 << 20;

/** Rekognition's face API. `model` stands in for the local face engine, which starts at the first picture. */
export function createRekognitionService(host: Host, model?: FaceModel): Service {
  return serviceOf(host, createLocalMode(host, new LocalS3PictureSource(host), { model }));
}

/** Rekognition's face API, answered as told. */
export async function rekognitionService(options: RekognitionOptions): Promise<ServiceFactory> {
  const create = await modeFactory(options);
  return (host) => serviceOf(host, create(host));
}

function serviceOf(host: Host, mode: RekognitionMode): Service {
  const claims = new Claims(host.state, mode.collections);
  const service = jsonService({
    name: "rekognition",
    targetPrefix: "RekognitionService",
    version: "1.1",
    operations: releasing(mode.operations, claims),
    refuse: mode.refuse,
    bodyLimit: BODY_LIMIT,
    errorBody,
  });
  return {
    ...service,
    ended: tellRecognised(host.bus, mode),
    serve(control) {
      serveClaims(control, claims, host.settings);
      mode.serve?.(control);
    },
    start: () => mode.start(),
    stop: () => mode.stop(),
  };
}
