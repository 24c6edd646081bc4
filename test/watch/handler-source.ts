import { join } from "node:path";
import type { DeployedApp } from "../../dev/app/deploy-app.ts";
import { infraApp } from "../../dev/app/find-app.ts";

/** How `infra/` has `handler/index.ts` of a project bundled. */
export function handlerSource(project: string) {
  const options = {
    absWorkingDir: project,
    entryPoints: ["handler/index.ts"],
    outfile: "index.mjs",
    write: false,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
  };
  return { kind: "esbuild", options, installed: undefined } as const;
}

/** A project whose `handler/index.ts` is deployed as a function. */
export function deployedHandler(project: string, name: string): DeployedApp {
  const source = handlerSource(project);
  const functions = [{ stack: "doppelface", logicalId: "Function", name, source }];
  return {
    app: infraApp(project),
    stacks: ["doppelface"],
    functions,
    reads: [join(project, "infra", "app.ts")],
    parts: [],
    outputs: [],
  };
}
