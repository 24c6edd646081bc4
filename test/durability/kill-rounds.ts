import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { randomFrom } from "../../fixtures/faces/random.ts";
import { KilledEnvironment, alive } from "./killed-environment.ts";
import { Exports } from "./load/exports.ts";
import { Items } from "./load/items.ts";
import { Messages } from "./load/messages.ts";
import { Searches } from "./load/searches.ts";
import { StackUpdates } from "./load/stack-updates.ts";
import { Transactions } from "./load/transactions.ts";
import { Uploads } from "./load/uploads.ts";
import { type Clients, type Life, type Writer, createClients, wasAnswered } from "./load/writer.ts";

/** Part of the lives that end while the environment starts. */
const EARLY = 0.2;

/** What a run of rounds came to. */
export interface KillReport {
  readonly rounds: number;
  /** Acknowledged writes by kind of load. */
  readonly acknowledged: Readonly<Record<string, number>>;
  /** One line each, with its round. */
  readonly defects: readonly string[];
  /** Milliseconds from the start of the process to the deployed stack, in each round after the first. */
  readonly readyMs: readonly number[];
  /** Milliseconds from there until every picture had its status, each face its row. */
  readonly settledMs: readonly number[];
}

/**
 * Starts the environment, compares it with what was acknowledged in its earlier lives, loads it with everything at
 * once, and kills it at a random point: `rounds` times, then once more without a kill.
 * @param options `writes`: most that are acknowledged in one life before the kill
 * @param progress gets one line a round, and one a defect
 */
export async function runKillRounds(
  options: { folder: string; rounds: number; seed: number; writes: number },
  progress: (line: string) => void = () => undefined,
): Promise<KillReport> {
  const random = randomFrom(options.seed);
  const uploads = new Uploads();
  const writers: Writer[] = [
    uploads,
    new Items(1),
    new Items(2),
    new Transactions(),
    new Messages(),
    new Searches(),
    new StackUpdates(),
    new Exports(join(options.folder, "..", "exports")),
  ];
  const defects: string[] = [];
  const readyMs: number[] = [];
  let left: Awaited<ReturnType<KilledEnvironment["kill"]>> = [];
  let prepared = false;
  for (let round = 1; round <= options.rounds + 1; round++) {
    const last = round > options.rounds;
    const note = (lines: readonly string[]): void => {
      for (const line of lines) {
        defects.push(`round ${round}: ${line}`);
        progress(`DEFECT ${line}`);
      }
    };
    const environment = new KilledEnvironment(options.folder);
    const startedAt = performance.now();
    try {
      if (!last && random() < EARLY) {
        await sleep(random() * 800);
      } else {
        const place = await environment.ready();
        if (round > 1) readyMs.push(performance.now() - startedAt);
        const clients = createClients(place);
        const life: Life = { ...place, clients, random };
        note(alive(left).map((pid) => `The process ${pid} of the killed environment runs on`));
        if (prepared) note(await checkAll(writers, life));
        if (!last) {
          for (const writer of writers) await writer.prepare(life);
          prepared = true;
          note(await loadUntilKilled(writers, life, environment, random() * options.writes));
        }
        destroy(clients);
      }
    } finally {
      left = [...left.filter(({ pid }) => alive(left).includes(pid)), ...(await environment.kill())];
    }
    note(environment.notices.map((notice) => `It told: ${notice}`));
    if (environment.errors !== "") note([`It wrote: ${environment.errors}`]);
    progress(`round ${round}: ${sum(writers)} acknowledged, ${defects.length} defects`);
  }
  return {
    rounds: options.rounds,
    acknowledged: Object.fromEntries(writers.map(({ name, acknowledged }) => [name, acknowledged])),
    defects,
    readyMs,
    settledMs: uploads.settledMs,
  };
}

async function checkAll(writers: readonly Writer[], life: Life): Promise<string[]> {
  const defects: string[] = [];
  for (const writer of writers) defects.push(...(await writer.check(life)));
  return defects;
}

/** Every writer at once, until so many more writes are acknowledged. Resolves with what was answered wrongly. */
async function loadUntilKilled(
  writers: readonly Writer[],
  life: Life,
  environment: KilledEnvironment,
  writes: number,
): Promise<string[]> {
  const defects: string[] = [];
  let killed = false;
  const running = writers.map(async (writer) => {
    try {
      for (;;) await writer.step(life);
    } catch (error) {
      if (!killed || wasAnswered(error)) defects.push(`${writer.name}: ${String(error)}`);
    }
  });
  const enough = sum(writers) + writes;
  while (sum(writers) < enough && defects.length === 0) await sleep(life.random() * 10);
  killed = true;
  await environment.kill();
  await Promise.all(running);
  return defects;
}

function destroy(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}

function sum(writers: readonly Writer[]): number {
  return writers.reduce((total, { acknowledged }) => total + acknowledged, 0);
}
