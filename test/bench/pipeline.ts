import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { uploadPicture } from "../../dev/pipeline/upload-picture.ts";
import type { Benchmark } from "./benchmark.ts";
import { type BenchEnvironment, startEnvironment } from "./environment.ts";
import { nextEvent } from "./next-event.ts";
import { outcomesOf } from "./outcomes.ts";
import { benchPicture } from "./pictures.ts";
import { type Timeline, recordTimeline } from "./timeline.ts";

const WARM_UP = 20;
const UPLOADS = 150;

/** Pause after an upload, so that what follows the row (log lines, the freeze) is not counted to the next one. */
const PAUSE = 20;

/** One picture after another through the whole pipeline, without the model's own time. */
export const pipeline: Benchmark = {
  name: "pipeline",
  summary: "PutObject to row, over the model's own time: warm, one after another, every picture another one",
  async run(report, { profile }) {
    await using environment = await startEnvironment({ profile });
    const s3 = new S3Client(environment.client);
    const dynamodb = new DynamoDBClient(environment.client);
    try {
      const timelines: Timeline[] = [];
      for (let number = 0; number < WARM_UP + UPLOADS; number++) {
        const timeline = await uploadOne(environment, s3, number);
        if (number >= WARM_UP) timelines.push(timeline);
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
      const keys = Array.from({ length: WARM_UP + UPLOADS }, (_, number) => keyOf(number));
      const { missing, duplicates } = await outcomesOf(dynamodb, environment, keys);
      if (missing > 0) report.wrong(`${missing} of ${keys.length} pictures have no row`);
      if (duplicates > 0) report.wrong(`${duplicates} rows are duplicates`);
      const measured = (name: string, of: (timeline: Timeline) => number, target?: number): void =>
        report.measured({ name, unit: "ms", samples: timelines.map(of), ...(target === undefined ? {} : { target }) });
      measured("upload to row, less the model", (t) => t.row - t.modelMs, 12);
      measured("upload to row", (t) => t.row);
      measured("the model", (t) => t.modelMs);
      measured("step: call of PutObject to its commit", (t) => t.uploaded);
      measured("step: commit to start of the handler", (t) => t.invoked - t.uploaded);
      measured(
        "step: start of the handler to IndexFaces' answer, less the model",
        (t) => t.indexed - t.invoked - t.modelMs,
      );
      measured("step: IndexFaces' answer to the row", (t) => t.row - t.indexed);
      measured("after: row to the end of the handler", (t) => t.finished - t.row);
      measured("of these, S3: first byte to commit", (t) => t.uploadedMs);
      measured("of these, Rekognition: IndexFaces less the model", (t) => t.indexMs - t.modelMs);
      measured("of these, DynamoDB: the row's write", (t) => t.rowMs);
      report.note("steps are taken when the environment's events arrive here; 'of these' is what the services say");
    } finally {
      s3.destroy();
      dynamodb.destroy();
    }
  },
};

async function uploadOne(environment: BenchEnvironment, s3: S3Client, number: number): Promise<Timeline> {
  const bytes = await benchPicture(number);
  const key = keyOf(number);
  const recorded = recordTimeline(environment, key);
  const ended = nextEvent(environment.bus, "finished", ({ traceId }) => traceId === recorded.traceId());
  recorded.begin();
  await uploadPicture(s3, environment.bucket, bytes, key);
  await ended;
  return recorded.end();
}

function keyOf(number: number): string {
  return `picture-${number}.jpg`;
}
