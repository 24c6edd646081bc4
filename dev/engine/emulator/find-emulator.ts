import { setTimeout as sleep } from "node:timers/promises";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import * as v from "valibot";
import { reasonOf } from "../../pipeline/answered-error.ts";
import type { Connection } from "../../pipeline/connection.ts";
import { whyNoLocalstack } from "./why-no-localstack.ts";

/** What answers at an endpoint. */
export interface FoundEmulator {
  /** For people: `LocalStack 4.14.0`, or `The AWS emulator`. */
  readonly name: string;
  /** Whether it runs functions in containers of its own. */
  readonly isLocalstack: boolean;
}

/** How an emulator is looked for. */
export interface Patience {
  /** Milliseconds for which it may not answer. */
  readonly waitMs: number;
  /** Gets what may surprise about it, and that it is waited for. */
  readonly notice: (text: string) => void;
}

const Health = v.object({ version: v.string(), edition: v.optional(v.string()) });

/** What this project's deploy, reload and compose file were written against. */
const EXPECTED = "4.14";
const LIMIT_MS = 10_000;
/** LocalStack says that it is healthy before its STS answers. */
const STARTING_MS = 60_000;
const PAUSE_MS = 500;

/** Finds out what answers at an endpoint, and waits for it. Throws what is in the way, and what to do. */
export async function findEmulator(connection: Connection, patience: Patience): Promise<FoundEmulator> {
  const { endpoint } = connection;
  const waiting = new Waiting(endpoint, patience);
  const health = await waiting.until(patience.waitMs, () => localstackHealth(endpoint));
  // Only what says that it is LocalStack is known to come up.
  const waitMs = Math.max(patience.waitMs, health === undefined ? 0 : STARTING_MS);
  await waiting.until(waitMs, () => checkAws(connection, health));
  if (health === undefined) return { name: "The AWS emulator", isLocalstack: false };
  const { version, edition } = health;
  // MiniStack 1.5.33 answers like LocalStack, and runs functions without containers where it is told to.
  if (edition === "light") return { name: `MiniStack ${version}`, isLocalstack: false };
  if (!version.startsWith(`${EXPECTED}.`)) {
    patience.notice(
      `LocalStack at ${endpoint} is ${version}; this project was written against ${EXPECTED}. What fails may lie there.`,
    );
  }
  return { name: `LocalStack ${version}`, isLocalstack: true };
}

/** Whether an emulator that was found is up. */
export async function answersAws(connection: Connection): Promise<boolean> {
  return askWho(connection).then(
    () => true,
    () => false,
  );
}

/** Tries again what fails, and tells that once. */
class Waiting {
  readonly #endpoint: string;
  readonly #notice: Patience["notice"];
  readonly #since = performance.now();
  #isTold = false;

  constructor(endpoint: string, { notice }: Patience) {
    this.#endpoint = endpoint;
    this.#notice = notice;
  }

  async until<Result>(waitMs: number, attempt: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (performance.now() - this.#since >= waitMs) throw error;
        if (!this.#isTold) this.#notice(`${this.#endpoint} does not answer yet. Waiting for it.`);
        this.#isTold = true;
        await sleep(PAUSE_MS);
      }
    }
  }
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
    const [said = ""] = reasonOf(error).split("\n");
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
