import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Engine } from "../engine/engine.ts";
import { type Environment, startEnvironment } from "../engine/environment.ts";
import type { DeployedApp } from "../app/deploy-app.ts";
import type { OutputSink } from "../output/output-sink.ts";
import type { Sources } from "../output/handler-error.ts";
import { uploadLines } from "../output/upload-line.ts";
import { readPicture } from "../pipeline/pictures.ts";
import { readRows } from "../pipeline/rows.ts";
import { type UploadSteps, watchUploads } from "../trace/upload-steps.ts";
import type { EmulatorWatch } from "./watch-emulator.ts";
import { type Watching, startWatched } from "./watch-sources.ts";

/** An environment whose uploads are shown. */
export interface ShownEnvironment {
  readonly environment: Environment;
  readonly stopShowing: () => void;
  /** Absent where nothing is watched. */
  readonly watch: Watching | undefined;
}

/** Starts an environment and shows its uploads; `ready` is told once a picture can be uploaded. */
export async function startShown(engine: Engine, options: EmulatorWatch, watches: boolean): Promise<ShownEnvironment> {
  const { app, settings, output, ask, ready } = options;
  const embedded = settings.engine === "embedded";
  const failed = (error: unknown): void => output.error(error);
  // What shows pictures ends and begins again with the emulator, as the watch does.
  if (watches && !embedded) {
    const { startOnEmulator } = await import("./watch-emulator.ts");
    return { ...(await startOnEmulator(engine, options)), stopShowing: () => undefined };
  }
  const { environment, watch } = watches
    ? await startWatched(engine, settings, output, { app, ask, failed })
    : {
        environment: await startEnvironment(engine, { app, progress: (text) => output.detail(text) }),
        watch: undefined,
      };
  const stopShowing = embedded ? showUploads(environment, output) : await showPicturesOf(environment, output, failed);
  await ready(true);
  return { environment, stopShowing, watch };
}

/** For engines whose steps cannot be seen. */
async function showPicturesOf(
  environment: Environment,
  output: OutputSink,
  failed: (error: unknown) => void,
): Promise<() => void> {
  const { showPictures } = await import("./show-pictures.ts");
  return (await showPictures(environment, output, failed)).stop;
}

/** Of a function whose code is a folder that is taken as it is. */
function sourcesOf({ app, functions }: DeployedApp, functionName: string): Sources | undefined {
  const source = functions.find(({ name }) => name === functionName)?.source;
  return source?.kind === "folder" ? { folder: source.path, project: app.project } : undefined;
}

function showUploads({ bus, connection, resources, deployed }: Environment, output: OutputSink): () => void {
  const dynamodb = new DynamoDBClient(connection);
  const show = async (steps: UploadSteps): Promise<void> => {
    const pictures = resources.picturesTableIfAny;
    const several = resources.found.functions.length > 1;
    // Of several functions the one that keeps the table has written there.
    const keeps = pictures !== undefined && (!several || steps.rows.some(({ table }) => table === pictures));
    const picture = keeps ? await readPicture(dynamodb, pictures, steps.bucket, steps.key) : undefined;
    const rows = picture === undefined ? [] : await readRows(dynamodb, resources.table, picture.face_ids);
    const report = {
      key: steps.key,
      picture,
      rows,
      steps,
      functionName: several ? steps.functionName : undefined,
      sources: sourcesOf(deployed, steps.functionName),
      written: steps.rows.map(({ table }) => table),
      indexed: steps.indexed.length,
      matched: steps.matched.length,
    };
    output.result({ upload: steps, picture, rows }, uploadLines(report, output.style, output.columns));
  };
  return watchUploads(bus, (steps) => {
    show(steps).catch((error: unknown) => output.error(error));
  });
}
