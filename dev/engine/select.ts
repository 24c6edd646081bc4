import { type EmbeddedOptions, embeddedEngine } from "./embedded.ts";
import type { Engine } from "./engine.ts";
import { localstackEngine } from "./localstack.ts";

/** The engine that the settings name. What only the embedded one has is left away for the other. */
export function selectEngine(options: EmbeddedOptions & { readonly rekognitionPort: number }): Engine {
  const { settings, bus, ephemeral, rekognition, rekognitionPort } = options;
  switch (settings.engine) {
    case "embedded":
      return embeddedEngine(options);
    case "localstack":
      return localstackEngine({
        settings,
        bus,
        ephemeral,
        rekognitionPort,
        rekognition: rekognition ?? { mode: "local", pictures: { from: "remote-s3", endpoint: settings.endpoint } },
      });
  }
}
