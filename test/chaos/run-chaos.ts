import { setTimeout as sleep } from "node:timers/promises";
import { randomFrom } from "../../fixtures/faces/random.ts";
import type { Resources } from "../../dev/pipeline/resources.ts";
import { type Clients, createClients, destroyClients } from "../../dev/testing/clients.ts";
import { KilledEnvironment, killAll } from "../durability/killed-environment.ts";
import { wasAnswered } from "../durability/load/writer.ts";
import { operate } from "./operations.ts";
import { settle } from "./settle.ts";

/** Operations of one run; operations at once; keys of one run. */
const OPERATIONS = 24;
const AT_ONCE = 3;
const KEYS = 3;
/** Part of the runs in which the process is killed, of the steps at which a function is, of the events that come twice. */
const KILLED = 0.4;
const FUNCTION_KILLED = 0.08;
const DUPLICATES = 0.15;

/** What a number of runs came to. */
export interface ChaosReport {
  readonly runs: number;
  readonly operations: Readonly<Record<string, number>>;
  /** Of the process, of functions. */
  readonly kills: { process: number; functions: number };
  /** One line each, with its run. */
  readonly defects: readonly string[];
}

/**
 * Random operations over few keys, a run at a time on one state folder, while the process and functions are killed;
 * then everything comes to rest, and the invariant is looked at.
 * @param options `folder`: of the state; does not exist
 * @param progress gets one line a run, and one a defect
 */
export async function runChaos(
  options: { readonly folder: string; readonly runs: number; readonly seed: number },
  progress: (line: string) => void = () => undefined,
): Promise<ChaosReport> {
  const random = randomFrom(options.seed);
  const operations: Record<string, number> = {};
  const kills = { process: 0, functions: 0 };
  const defects: string[] = [];
  let life = begin(options.folder);
  try {
    for (let run = 1; run <= options.runs; run++) {
      const keys = Array.from({ length: KEYS }, (_, number) => `run-${run}/person-${number}.jpg`);
      // By itself, since what is done at once draws in any order.
      const fate = randomFrom(options.seed * 1000 + run);
      const killedAt = fate() < KILLED ? Math.floor(fate() * OPERATIONS) : undefined;
      let begun = 0;
      const work = async (): Promise<void> => {
        while (begun < OPERATIONS) {
          if (begun++ === killedAt) {
            kills.process++;
            life = life.then(end).then(() => begin(options.folder));
          }
          const mine = life;
          const { environment, clients, resources } = await mine;
          if (random() < FUNCTION_KILLED) kills.functions += environment.killFunction(random) ? 1 : 0;
          try {
            const done = await operate(clients.s3, resources.bucket, keys, random);
            operations[done] = (operations[done] ?? 0) + 1;
          } catch (error) {
            // Whether it came to be, nobody knows: the bucket tells.
            if (mine === life || wasAnswered(error)) throw error;
          }
          await sleep(random() * 60);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      const { environment, clients, resources } = await life;
      const found = [...(await settle(clients, resources)), ...environment.notices.splice(0)];
      if (environment.errors !== "") found.push(`It wrote: ${environment.errors}`);
      for (const line of found) {
        defects.push(`run ${run}: ${line}`);
        progress(`DEFECT run ${run}: ${line}`);
      }
      const killed = `${kills.process} kills of the process and ${kills.functions} of functions`;
      progress(`run ${run}: ${killed} so far, ${defects.length} defects`);
    }
  } finally {
    // No next start reaps the functions of the last one.
    killAll(await life.then(end));
  }
  return { runs: options.runs, operations, kills, defects };
}

/** The environment from a start to its kill. */
interface Life {
  readonly environment: KilledEnvironment;
  readonly clients: Clients;
  readonly resources: Resources;
}

async function begin(folder: string): Promise<Life> {
  const environment = new KilledEnvironment(folder, DUPLICATES);
  const { connection, resources } = await environment.ready();
  return { environment, clients: createClients(connection), resources };
}

async function end({ environment, clients }: Life): Promise<Awaited<ReturnType<KilledEnvironment["kill"]>>> {
  const left = await environment.kill();
  destroyClients(clients);
  return left;
}
