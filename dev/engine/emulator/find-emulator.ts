import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import * as v from "valibot";
import type { Connection } from "../../pipeline/connection.ts";
import { whyNoLocalstack } from "./why-no-localstack.ts";

/** What answers at an endpoint. */
export interface FoundEmulator {
  /** For people: `LocalStack 4.14.0`, or `an AWS emulator`. */
  readonly name: string;
  /** Whether it runs functions in containers of its own. */
  readonly isLocalstack: boolean;
  /** What may surprise about it. */
  readonly notices: readonly string[];
}

const Health = v.object({ version: v.string(), edition: v.optional(v.string()) });

/** What this project's deploy, reload and compose file were written against. */
const EXPECTED = "4.14";
const LIMIT_MS = 10_000;

/** Finds out what answers at an endpoint. Throws what is in the way, and what to do. */
export async function findEmulator(connection: Connection): Promise<FoundEmulator> {
  const { endpoint } = connection;
  const health = await localstackHealth(endpoint);
  await checkAws(connection, health);
  if (health === undefined) return { name: "an AWS emulator", isLocalstack: false, notices: [] };
  const { version, edition } = health;
  // MiniStack 1.5.33 answers like LocalStack, and runs functions without containers where it is told to.
  if (edition === "light") return { name: `MiniStack ${version}`, isLocalstack: false, notices: [] };
  const notices = version.startsWith(`${EXPECTED}.`)
    ? []
    : [
        `LocalStack at ${endpoint} is ${version}; this project was written against ${EXPECTED}. What fails may lie there.`,
      ];
  return { name: `LocalStack ${version}`, isLocalstack: true, notices };
}

async function localstackHealth(endpoint: string): Promise<v.InferOutput<typeof Health> | undefined> {
  let answer: Response;
  try {
    answer = await fetch(new URL("/_localstack/health", endpoint), { signal: AbortSignal.timeout(LIMIT_MS) });
  } catch {
    // Without its cause, `fetch failed`, for which the output has advice on the embedded engine.
    throw new Error(`Nothing answers at ${endpoint}. ${await whyNoLocalstack()}`);
  }
  const health = v.safeParse(Health, await answer.json().catch(() => undefined));
  return answer.ok && health.success ? health.output : undefined;
}

/** Whether an emulator that was found is up. */
export async function answersAws(connection: Connection): Promise<boolean> {
  return askWho(connection).then(
    () => true,
    () => false,
  );
}

async function askWho(connection: Connection): Promise<void> {
  const sts = new STSClient({ ...connection, maxAttempts: 2 });
  try {
    await sts.send(new GetCallerIdentityCommand({}), { abortSignal: AbortSignal.timeout(LIMIT_MS) });
  } finally {
    sts.destroy();
  }
}

async function checkAws(connection: Connection, health: { version: string } | undefined): Promise<void> {
  try {
    await askWho(connection);
  } catch (error) {
    const [said = ""] = String(error instanceof Error ? error.message : error).split("\n");
    if (health !== undefined) {
      throw new Error(`LocalStack ${health.version} at ${connection.endpoint} fails GetCallerIdentity: ${said}`, {
        cause: error,
      });
    }
    throw new Error(
      `What answers at ${connection.endpoint} is no AWS emulator: it does not know GetCallerIdentity (${said}). ` +
        "Another program may have the port: stop it, or name the emulator's URL with --endpoint.",
      { cause: error },
    );
  }
}
