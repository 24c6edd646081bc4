import { startEnvironment } from "./environment.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { startBareServer } from "./bare-server.ts";
import { startMoto } from "./moto.ts";
import { type Workload, type WorkloadCall, prepareWorkload } from "./workload.ts";

/** Rounds of each server; they alternate, so that what else the machine does meets both. */
const ROUNDS = 5;

const IN_FLIGHT = [1, 16] as const;

interface Contender {
  readonly name: string;
  readonly workload: Workload;
}

/** S3 and DynamoDB through the SDK, beside the peer. */
export const endpoint: Benchmark = {
  name: "endpoint",
  summary: "PutObject, GetObject, PutItem, GetItem, Query at 1 and 16 in flight, beside moto_server",
  async run(report, { profile }) {
    await using environment = await startEnvironment({ args: ["--no-deploy"], quiet: true, profile });
    await using moto = await startMoto();
    await using bare = await startBareServer();
    const contenders: Contender[] = [{ name: "doppelface", workload: await prepareWorkload(environment.client) }];
    if (moto === undefined) report.note("moto_server is absent (pip install 'moto[server]'): no peer to compare with");
    else contenders.push({ name: "moto_server", workload: await prepareWorkload(moto.client) });
    contenders.push({ name: "bare server", workload: await prepareWorkload(bare.client) });
    try {
      for (const inFlight of IN_FLIGHT) {
        for (const { name } of contenders[0]?.workload.calls ?? []) await compare(report, contenders, name, inFlight);
      }
      report.note("bare server: answers by heart, so that its time is the SDK's and HTTP's own");
    } finally {
      for (const { workload } of contenders) workload.close();
    }
  },
};

async function compare(
  report: Report,
  contenders: readonly Contender[],
  name: string,
  inFlight: number,
): Promise<void> {
  const results = contenders.map(() => ({ samples: [] as number[], seconds: 0 }));
  const calls = contenders.map(({ workload }) => callOf(workload, name));
  for (const call of calls) await round(call, Math.ceil(call.perRound / 2), inFlight);
  for (let number = 0; number < ROUNDS; number++) {
    for (const [at, call] of calls.entries()) {
      const { samples, seconds } = await round(call, call.perRound, inFlight);
      results[at]?.samples.push(...samples);
      results[at] = { samples: results[at]?.samples ?? [], seconds: (results[at]?.seconds ?? 0) + seconds };
    }
  }
  for (const [at, { samples, seconds }] of results.entries()) {
    const target = at === 0 && inFlight === 1 ? calls[at]?.target : undefined;
    report.measured({
      name: `${name}, ${inFlight} in flight`,
      unit: "ms",
      samples,
      perSecond: samples.length / seconds,
      ...(target === undefined ? {} : { target }),
      ...(at === 0 ? {} : { peer: contenders[at]?.name ?? "" }),
    });
  }
}

/** `count` calls, `inFlight` of them at any time. */
async function round(
  call: WorkloadCall,
  count: number,
  inFlight: number,
): Promise<{ samples: number[]; seconds: number }> {
  const samples: number[] = [];
  const begin = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const number = next++;
      const startedAt = performance.now();
      await call.run(number);
      samples.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { samples, seconds: (performance.now() - begin) / 1000 };
}

function callOf({ calls }: Workload, name: string): WorkloadCall {
  const call = calls.find((candidate) => candidate.name === name);
  if (call === undefined) throw new Error(`No call '${name}' in the workload`);
  return call;
}
