import { type EmbeddedOptions, embeddedEngine } from "./embedded.ts";
import type { Engine } from "./engine.ts";

/** The engine that the settings name. What only the embedded one has is left away for the other. */
export function selectEngine(options: EmbeddedOptions & { readonly rekognitionPort: number }): Engine {
  const { settings, bus, ephemeral, rekognition, rekognitionPort } = options;
  switch (settings.engine) {
    case "embedded":
      return embeddedEngine(options);
    case "localstack":
      return {
        name: "localstack",
        async start() {
          const { localstackEngine } = await import("./localstack.ts");
          const pictures = { from: "remote-s3", endpoint: settings.endpoint } as const;
          const answered = rekognition ?? { mode: "local", pictures };
          return localstackEngine({ settings, bus, ephemeral, rekognitionPort, rekognition: answered }).start();
        },
      };
  }
}
