import { registerHooks } from "node:module";

const LOADER = "/aws-sdk/lib/node_loader.js";

let isPointed = false;

/**
 * Has the SDK's version 2 call the endpoint: it does not read `AWS_ENDPOINT_URL`, and would call AWS. The
 * file that every way into the package loads first, and that makes its configuration, gets the endpoints at its end.
 */
export function pointSdkV2(): void {
  if (isPointed) return;
  isPointed = true;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(LOADER)) return loaded;
      return {
        ...loaded,
        source: `${textOf(loaded.source)}\n;Object.assign(AWS.config, ${JSON.stringify(endpoints())});`,
      };
    },
  });
}

/** The settings of `AWS.config`: for all services, and for each that has an endpoint of its own by its name in the SDK. */
function endpoints(): Record<string, unknown> {
  const settings: Record<string, unknown> = { endpoint: process.env["AWS_ENDPOINT_URL"], s3ForcePathStyle: true };
  for (const [variable, endpoint] of Object.entries(process.env)) {
    const service = /^AWS_ENDPOINT_URL_(\w+)$/.exec(variable)?.[1];
    if (service !== undefined) settings[service.replaceAll("_", "").toLowerCase()] = { endpoint };
  }
  return settings;
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray | undefined): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}
