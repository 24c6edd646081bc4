import { DeleteFacesCommand } from "@aws-sdk/client-rekognition";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { asyncProperty, check } from "fast-check";
import { createHash } from "node:crypto";
import { fixtureBytes } from "../fixture-bytes.ts";
import type { HandlerRun } from "../handler-run.ts";
import { type Action, actions } from "./actions.ts";
import { COURSES } from "./courses.ts";
import { type Statuses, everything, findDefects } from "./find-defects.ts";
import { gateCalls } from "./gated-run.ts";
import { World } from "./world.ts";

/** What a check of the model came to. */
export interface ModelReport {
  readonly runs: number;
  /** The smallest course of things that breaks the invariant, and how; undefined where none was found. */
  readonly counterexample: { readonly actions: readonly Action[]; readonly defects: string } | undefined;
}

/**
 * Drives the handler through the known courses of things and through random ones, delivers what is left, and looks at the invariant after each.
 * @param options `seed`: the same gives the same courses
 */
export async function checkModel(
  handler: HandlerRun,
  options: { readonly runs: number; readonly seed: number; readonly shrink?: boolean },
  progress: (runs: number) => void = () => undefined,
): Promise<ModelReport> {
  const files = ["nora-lind.jpg", "greta-holm.jpg", "landscape.jpg", "shopping-list.jpg"];
  const contents = await Promise.all(files.map(fixtureBytes));
  const statuses: Statuses = new Map(
    contents.map((bytes, index) => [
      `"${createHash("md5").update(bytes).digest("hex")}"`,
      (["REGISTERED", "REGISTERED", "NO_FACE", "UNSUPPORTED_FORMAT"] as const)[index] ?? "NO_FACE",
    ]),
  );
  const stop = gateCalls(handler);
  // Time stands still, so that nothing is told apart by when it happened.
  const { now } = Date;
  const standing = now();
  Date.now = () => standing;
  let worlds = 0;
  try {
    await clear(handler);
    const details = await check(
      asyncProperty(actions, async (course) => {
        const world = new World(handler, contents, String(++worlds));
        progress(worlds);
        for (const action of course) await world.act(action);
        const failed = await world.settle();
        const defects = await findDefects(handler, world.keys, statuses);
        await clear(handler);
        if (failed > 0) defects.push(`${failed} events fail with nothing in their way`);
        if (defects.length > 0) throw new Error(defects.join("\n"));
      }),
      {
        // Those that are given count among the runs.
        examples: COURSES.map((course) => [[...course]]),
        numRuns: COURSES.length + options.runs,
        seed: options.seed,
        endOnFailure: options.shrink === false,
      },
    );
    const [course] = details.counterexample ?? [];
    const { errorInstance: error } = details;
    return {
      runs: details.numRuns,
      counterexample: course && { actions: course, defects: error instanceof Error ? error.message : String(error) },
    };
  } finally {
    Date.now = now;
    stop();
  }
}

/** Empties tables and collection, so that the next world has them to itself. */
async function clear(handler: HandlerRun): Promise<void> {
  const { rows, items, faces } = await everything(handler);
  const { dynamodb, rekognition, table, picturesTable, collection } = handler;
  for (const { rekognition_id } of rows) {
    await dynamodb.send(new DeleteCommand({ TableName: table, Key: { rekognition_id } }));
  }
  for (const { picture } of items) {
    await dynamodb.send(new DeleteCommand({ TableName: picturesTable, Key: { picture } }));
  }
  if (faces.length > 0) await rekognition.send(new DeleteFacesCommand({ CollectionId: collection, FaceIds: faces }));
}
