import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { uploadPicture } from "../../dev/pipeline/upload-picture.ts";
import type { Benchmark } from "./benchmark.ts";
import { startEnvironment } from "./environment.ts";
import { nextEvent } from "./next-event.ts";
import { outcomesOf } from "./outcomes.ts";
import { benchPicture } from "./pictures.ts";
import { totalPss, treeMemory } from "./process-tree.ts";

/** Lines of the table that shows how memory goes. */
const LINES = 10;

/** Uploads between two samples of memory. */
const SAMPLED = 20;

/** MB that the whole tree stays under, however many pictures come. */
const BOUND = 900;

interface Sample {
  readonly uploads: number;
  readonly seconds: number;
  readonly pss: number;
  /** Of the endpoint's own process. */
  readonly rss: number;
}

/** A day's work: picture after picture, and what it does to memory. */
export const endurance: Benchmark = {
  name: "endurance",
  summary: "thousands of uploads one after another, with memory",
  long: true,
  async run(report, { profile, uploads }) {
    await using environment = await startEnvironment({ profile });
    const s3 = new S3Client(environment.client);
    const dynamodb = new DynamoDBClient(environment.client);
    try {
      const samples: Sample[] = [];
      const times: number[] = [];
      const startedAt = performance.now();
      for (let number = 0; number < uploads; number++) {
        const bytes = await benchPicture(number);
        const key = keyOf(number);
        let traceId: string | undefined;
        const stop = environment.bus.on("uploaded", (event) => {
          if (event.key === key) ({ traceId } = event);
        });
        const finished = nextEvent(environment.bus, "finished", (event) => event.traceId === traceId);
        const begin = performance.now();
        await uploadPicture(s3, environment.bucket, bytes, key);
        await finished;
        stop();
        times.push(performance.now() - begin);
        if ((number + 1) % SAMPLED === 0) samples.push(sampleMemory(environment.pid, number + 1, startedAt));
      }
      const keys = Array.from({ length: uploads }, (_, number) => keyOf(number));
      const { missing, duplicates } = await outcomesOf(dynamodb, environment, keys);
      if (missing > 0) report.wrong(`${missing} of ${uploads} pictures have no row`);
      if (duplicates > 0) report.wrong(`${duplicates} rows are duplicates`);
      const tenth = Math.ceil(times.length / LINES);
      report.measured({
        name: "upload to the end of the handler, first tenth",
        unit: "ms",
        samples: times.slice(0, tenth),
      });
      report.measured({
        name: "upload to the end of the handler, last tenth",
        unit: "ms",
        samples: times.slice(-tenth),
      });
      if (process.platform !== "linux") return report.note("memory: absent, since this system has no /proc");
      report.measured({ name: "PSS of the tree", unit: "MB", samples: samples.map(({ pss }) => pss) });
      const largest = Math.max(...samples.map(({ pss }) => pss));
      report.measured({ name: "largest PSS of the tree", unit: "MB", samples: [largest], target: BOUND });
      const step = Math.max(1, Math.floor(samples.length / LINES));
      for (const { uploads, seconds, pss, rss } of samples.filter((_, at) => (at + 1) % step === 0)) {
        report.note(
          `after ${String(uploads).padStart(5)} uploads, ${seconds.toFixed(0).padStart(4)} s: PSS of the tree ${pss.toFixed(0)} MB, RSS of the endpoint ${rss.toFixed(0)} MB`,
        );
      }
    } finally {
      s3.destroy();
      dynamodb.destroy();
    }
  },
};

function keyOf(number: number): string {
  return `day/picture-${number}.jpg`;
}

function sampleMemory(pid: number, uploads: number, startedAt: number): Sample {
  const memory = treeMemory(pid) ?? [];
  return {
    uploads,
    seconds: (performance.now() - startedAt) / 1000,
    pss: totalPss(memory),
    rss: memory.find((process) => process.pid === pid)?.rss ?? 0,
  };
}
