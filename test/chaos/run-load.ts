import { InvokeCommand } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { randomFrom } from "../../fixtures/faces/random.ts";
import { type TestEnvironment, start } from "../../dev/testing/testing.ts";
import { CONTENTS } from "./contents.ts";
import { settle } from "./settle.ts";

/** How long a drain may take, in milliseconds: for a machine that has other work. */
const PATIENCE_MS = 30 * 60_000;
/** Parts of the pictures that are overwritten at once, deleted, gone with their only version; of events that come twice. */
const OVERWRITTEN = 0.2;
const DELETED = 0.1;
const GONE = 0.05;
const DUPLICATES = 0.1;

/** What a load came to. */
export interface LoadReport {
  readonly pictures: number;
  /** Calls that changed the bucket. */
  readonly changes: number;
  readonly duplicates: number;
  /** Milliseconds until the last change was answered, and until everything agreed. */
  readonly uploadedMs: number;
  readonly drainedMs: number;
  readonly defects: readonly string[];
}

/**
 * Puts so many pictures with so many in flight, some of them overwritten and deleted at once, some of the events twice;
 * then waits until the function has come to an end, and looks at the invariant.
 */
export async function runLoad(options: {
  readonly pictures: number;
  readonly inFlight: number;
  readonly seed: number;
}): Promise<LoadReport> {
  const random = randomFrom(options.seed);
  await using environment = await start();
  const duplicates = duplicateEvents(environment, random);
  const startedAt = performance.now();
  let next = 0;
  let changes = 0;
  const work = async (): Promise<void> => {
    while (next < options.pictures) {
      const key = `load/person-${next++}.jpg`;
      const made = await change(environment, key, random);
      changes += made;
    }
  };
  await Promise.all(Array.from({ length: options.inFlight }, work));
  const uploadedMs = performance.now() - startedAt;
  const defects = await settle(environment.clients, environment.resources, PATIENCE_MS);
  const drainedMs = performance.now() - startedAt;
  return { pictures: options.pictures, changes, duplicates: duplicates.sent, uploadedMs, drainedMs, defects };
}

async function change(environment: TestEnvironment, key: string, random: () => number): Promise<number> {
  const { clients, resources } = environment;
  const content = (): Uint8Array => CONTENTS[Math.floor(random() * CONTENTS.length)]?.bytes ?? new Uint8Array();
  const { version } = await environment.upload(content(), key);
  const what = random();
  if (what < OVERWRITTEN) await environment.upload(content(), key);
  else if (what < OVERWRITTEN + DELETED) {
    await clients.s3.send(new DeleteObjectCommand({ Bucket: resources.bucket, Key: key }));
  } else if (what < OVERWRITTEN + DELETED + GONE) {
    await clients.s3.send(new DeleteObjectCommand({ Bucket: resources.bucket, Key: key, VersionId: version }));
  } else return 1;
  return 2;
}

function duplicateEvents({ bus, clients }: TestEnvironment, random: () => number): { sent: number } {
  const counted = { sent: 0 };
  bus.on("invoked", ({ functionName: FunctionName, payload: Payload }) => {
    if (random() >= DUPLICATES) return;
    counted.sent++;
    clients.lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload })).catch(() => undefined);
  });
  return counted;
}
