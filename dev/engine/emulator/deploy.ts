import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { type PipelineOptions, withPipelineStack } from "../../app/pipeline-stack.ts";
import { StackFailed } from "../../app/stack-failed.ts";
import { deployStack } from "../../app/stack.ts";
import { runsInImage } from "../../config/process-environment.ts";
import { rekognitionConnection } from "../../pipeline/connection.ts";
import { resourcesOf } from "../../pipeline/resources.ts";
import type { Deployed } from "../engine.ts";
import { completeBucket } from "./bucket.ts";
import { clearFailedStack, functionsThere } from "./clear-failed-stack.ts";
import { deployedTemplate, templateChanges } from "./changes.ts";
import { ensureCollection } from "./collection.ts";
import { completeFunction } from "./function.ts";
import type { EmulatorTarget } from "./target.ts";
import { emulatedParts } from "./template.ts";

/**
 * Deploys the stack of `infra/` to an AWS emulator: by CloudFormation what it knows, and then, by plain calls of the
 * services' APIs, what its CloudFormation has left out. Each of those is told. What changed in the stack is found by
 * its template, since not every emulator has change sets.
 */
export async function deployToEmulator(target: EmulatorTarget, options: PipelineOptions = {}): Promise<Deployed> {
  const { connection } = target;
  const { progress = () => undefined } = options;
  return withPipelineStack(connection, options, async (request, cloudformation) => {
    if (!("body" in request.template)) throw new Error("The template is too large for a request: see infra/.");
    const parts = emulatedParts(request.template.body);
    const before = await deployedTemplate(cloudformation, request.name);
    const others = new Set(await functionsThere(connection, parts.functions));
    const { id, outputs } = await deployStack(
      cloudformation,
      { ...request, template: { body: parts.template } },
      ({ logicalId, type, status, reason }) =>
        progress(`${status} ${logicalId} (${type})${reason === undefined ? "" : `: ${reason}`}`),
    ).catch(async (error: unknown) => {
      if (before !== undefined || !(error instanceof StackFailed)) throw error;
      const own = parts.functions.filter((name) => !others.has(name));
      throw new FirstDeployFailed(error, await clearFailedStack(connection, cloudformation, request.name, own));
    });
    const resources = resourcesOf(request.name, outputs);
    await ensureCollections(target, id, parts.collections);
    const functionArn = await completeFunction(target, resources, parts);
    await completeBucket(target, resources, parts, functionArn);
    return { resources, changes: templateChanges(before, parts.template) ?? ["the stack was deployed again"] };
  });
}

/** The stack could not be created where there was none. The message says whether anything of it is left. */
class FirstDeployFailed extends Error {
  override readonly name = "FirstDeployFailed";

  /** @param left what could not be taken away */
  constructor(failure: StackFailed, left: string | undefined) {
    const all = runsInImage()
      ? "`docker compose down -v` removes everything"
      : "Start the emulator anew, without its state";
    super(
      left === undefined
        ? `${failure.message}\nWhat it had made was taken away again.`
        : `${failure.message}\nWhat it had made is in the way of the next deploy, and could not be taken away: ${left.split("\n")[0]}\n${all}.`,
      { cause: failure.cause },
    );
  }
}

async function ensureCollections(
  { connection, done, notice }: EmulatorTarget,
  stack: string,
  collections: readonly string[],
): Promise<void> {
  const { endpoint: emulator, rekognitionEndpoint: url = emulator } = connection;
  const client = new RekognitionClient(rekognitionConnection(connection));
  try {
    for (const id of collections) await ensureCollection({ client, url, emulator, stack, done, notice }, id);
  } finally {
    client.destroy();
  }
}
