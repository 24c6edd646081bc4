import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { uploadPicture } from "../../dev/pipeline/upload-picture.ts";
import type { Benchmark } from "./benchmark.ts";
import { startEnvironment } from "./environment.ts";
import { nextEvent } from "./next-event.ts";
import { outcomesOf } from "./outcomes.ts";
import { benchPicture } from "./pictures.ts";
import { totalPss, treeMemory } from "./process-tree.ts";

const UPLOADS = 200;

/** Milliseconds until each upload must have its row. */
const PATIENCE = 180_000;

const SAMPLING = 500;

/** Many pictures at once through the whole pipeline. */
export const burst: Benchmark = {
  name: "burst",
  summary: `${UPLOADS} uploads in parallel: a row for each, no duplicates, and the seconds until the last`,
  async run(report, { profile }) {
    await using environment = await startEnvironment({ profile });
    const s3 = new S3Client({
      ...environment.client,
      requestHandler: { httpAgent: { keepAlive: true, maxSockets: UPLOADS } },
    });
    const dynamodb = new DynamoDBClient(environment.client);
    const memory: number[] = [];
    const sampler = setInterval(() => memory.push(totalPss(treeMemory(environment.pid) ?? [])), SAMPLING);
    try {
      await uploadPicture(s3, environment.bucket, await benchPicture(UPLOADS), "warm-up.jpg");
      await nextEvent(environment.bus, "finished", () => true);
      const pictures = await Promise.all(Array.from({ length: UPLOADS }, (_, number) => benchPicture(number)));
      const rows = collectRows(environment, UPLOADS);
      const startedAt = performance.now();
      const puts = await Promise.all(
        pictures.map(async (bytes, number) => {
          await uploadPicture(s3, environment.bucket, bytes, `picture-${number}.jpg`);
          return performance.now() - startedAt;
        }),
      );
      const times = await rows;
      const { missing, duplicates } = await outcomesOf(dynamodb, environment, [
        "warm-up.jpg",
        ...pictures.map((_, number) => `picture-${number}.jpg`),
      ]);
      if (missing > 0) report.wrong(`${missing} of ${UPLOADS} pictures have no row`);
      if (duplicates > 0) report.wrong(`${duplicates} rows are duplicates`);
      report.measured({ name: "to the last answer of PutObject", unit: "s", samples: [Math.max(...puts) / 1000] });
      const seconds = times.map((at) => (at - startedAt) / 1000);
      report.measured({ name: "to the last row", unit: "s", samples: [Math.max(...seconds)] });
      report.measured({ name: "each row, from the first PutObject", unit: "s", samples: seconds });
      if (process.platform === "linux") report.measured({ name: "PSS of the tree", unit: "MB", samples: memory });
      report.note(`${UPLOADS} pictures, ${UPLOADS - missing} with a row, ${duplicates} duplicates`);
    } finally {
      clearInterval(sampler);
      s3.destroy();
      dynamodb.destroy();
    }
  },
};

/** When each of `count` rows was written, in milliseconds of `performance.now()`. */
function collectRows({ bus, table }: Awaited<ReturnType<typeof startEnvironment>>, count: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const times: number[] = [];
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`${times.length} of ${count} rows were written within ${PATIENCE / 1000} s`));
    }, PATIENCE);
    const stop = bus.on("stored", (event) => {
      if (event.table !== table || event.error !== undefined) return;
      times.push(performance.now());
      if (times.length < count) return;
      stop();
      clearTimeout(timer);
      resolve(times);
    });
  });
}
