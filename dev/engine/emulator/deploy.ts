import { RekognitionClient } from "@aws-sdk/client-rekognition";
import type { App } from "../../app/app.ts";
import { deployedApp, progressLines } from "../../app/deploy-app.ts";
import { StackFailed } from "../../app/stack-failed.ts";
import { deployStack } from "../../app/stack.ts";
import { type DeployOptions, type PreparedStack, withApp } from "../../app/with-app.ts";
import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { runsInImage } from "../../config/process-environment.ts";
import { rekognitionConnection } from "../../pipeline/connection.ts";
import { findResources } from "../../pipeline/find-resources.ts";
import type { Deployed } from "../engine.ts";
import { completeBucket } from "./bucket.ts";
import { clearFailedStack, functionsThere } from "./clear-failed-stack.ts";
import { deployedTemplate, templateChanges } from "./changes.ts";
import { ensureCollection } from "./collection.ts";
import { completeFunction } from "./function.ts";
import type { EmulatorTarget } from "./target.ts";
import { type EmulatedParts, emulatedParts } from "./template.ts";

/**
 * Deploys an app to an AWS emulator: by CloudFormation what it knows, and then, by plain calls of the services' APIs,
 * what its CloudFormation has left out. Each of those is told. What changed in a stack is found by its template, since
 * not every emulator has change sets.
 */
export async function deployToEmulator(
  target: EmulatorTarget,
  app: App,
  { progress = () => undefined, ...options }: DeployOptions = {},
): Promise<Deployed> {
  const { connection } = target;
  const collections = new Map<string, readonly string[]>();
  const adapt = (text: string, stack: string): string => {
    const parts = emulatedParts(text);
    collections.set(stack, [...(collections.get(stack) ?? []), ...parts.collections]);
    return parts.template;
  };
  return withApp(connection, { ...app, adapt }, { ...options, progress }, async (prepared) => {
    const changes = prepared.removed.map((name) => `- the stack ${name}`);
    let parts: EmulatedParts | undefined;
    for (const stack of prepared.stacks) {
      const done = await deployOne(target, prepared.cloudformation, stack, progress);
      await ensureCollections(target, done.id, collections.get(stack.name) ?? []);
      changes.push(...done.changes);
      parts = done.parts;
    }
    const deployed = await deployedApp(app, prepared);
    const resources = await findResources(connection, ...deployed.stacks);
    for (const { name } of deployed.functions) {
      // What else may be missing is known of the template that this project is.
      const own = app.command === undefined || parts === undefined ? undefined : { resources, parts };
      const functionArn = await completeFunction(target, name, own);
      if (own !== undefined) await completeBucket(target, resources, own.parts, functionArn);
    }
    return { resources, deployed, changes };
  });
}

async function deployOne(
  target: EmulatorTarget,
  cloudformation: CloudFormationClient,
  stack: PreparedStack,
  progress: (text: string) => void,
): Promise<{ id: string; parts: EmulatedParts; changes: readonly string[] }> {
  const { connection } = target;
  const parts = emulatedParts(stack.text);
  const before = await deployedTemplate(cloudformation, stack.name);
  const others = new Set(await functionsThere(connection, parts.functions));
  const { id } = await deployStack(cloudformation, stack, progressLines(progress)).catch(async (error: unknown) => {
    if (before !== undefined || !(error instanceof StackFailed)) throw error;
    const own = parts.functions.filter((name) => !others.has(name));
    throw new FirstDeployFailed(error, await clearFailedStack(connection, cloudformation, stack.name, own));
  });
  return { id, parts, changes: templateChanges(before, stack.text) ?? ["the stack was deployed again"] };
}

/** The stack could not be created where there was none. The message says whether anything of it is left. */
class FirstDeployFailed extends Error {
  override readonly name = "FirstDeployFailed";

  /** @param left what could not be taken away */
  constructor(failure: StackFailed, left: string | undefined) {
    const all = runsInImage()
      ? "`docker compose down -v` removes everything"
      : "Start the emulator again, without its state";
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
