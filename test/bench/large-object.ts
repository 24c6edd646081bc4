import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Readable } from "node:stream";
import type { Benchmark } from "./benchmark.ts";
import { startEnvironment } from "./environment.ts";
import { totalPss, treeMemory } from "./process-tree.ts";

const SIZE = 1 << 30;
const CHUNK = 1 << 20;
const [Bucket, Key] = ["bench", "large"];

/** MB that the whole tree may need more than before while an object goes in or out, whatever its size. */
const BOUND = 150;

const SAMPLE_MS = 50;

/** An object of 1 GB in one request, in and out: memory does not follow its size. */
export const largeObject: Benchmark = {
  name: "large-object",
  summary: "PutObject and GetObject of 1 GB as streams, with memory",
  long: true,
  async run(report, { profile }) {
    await using environment = await startEnvironment({ args: ["--no-deploy"], quiet: true, profile });
    const s3 = new S3Client({ ...environment.client, forcePathStyle: true });
    try {
      await s3.send(new CreateBucketCommand({ Bucket }));
      const calls = [
        ["PutObject", () => put(s3)],
        ["GetObject", () => get(s3)],
      ] as const;
      for (const [name, call] of calls) {
        const startedAt = performance.now();
        const grown = await growthDuring(environment.pid, call);
        const seconds = (performance.now() - startedAt) / 1000;
        report.measured({ name, unit: "s", samples: [seconds] });
        report.note(`${name}: ${(SIZE / 1e6 / seconds).toFixed(0)} MB/s`);
        if (grown === undefined) {
          report.note("memory: absent, since this system has no /proc");
          continue;
        }
        report.measured({ name: `${name}, growth of PSS of the tree`, unit: "MB", samples: [grown], target: BOUND });
        if (grown > BOUND) report.wrong(`${name} needs ${grown.toFixed(0)} MB more memory, not ${BOUND} at most`);
      }
    } finally {
      s3.destroy();
    }
  },
};

async function put(s3: S3Client): Promise<void> {
  const Body = Readable.from(chunks(), { objectMode: false, highWaterMark: CHUNK });
  await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: SIZE }));
}

function* chunks(): Generator<Buffer> {
  const chunk = Buffer.alloc(CHUNK, "x");
  for (let sent = 0; sent < SIZE; sent += CHUNK) yield chunk;
}

async function get(s3: S3Client): Promise<void> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  let size = 0;
  for await (const chunk of Body as Readable) size += (chunk as Buffer).length;
  if (size !== SIZE) throw new Error(`GetObject answered ${size} of ${SIZE} bytes`);
}

/** MB by which the largest sample lies above the first; undefined where the system does not tell. */
async function growthDuring(pid: number, work: () => Promise<void>): Promise<number | undefined> {
  const before = treeMemory(pid);
  if (before === undefined) {
    await work();
    return undefined;
  }
  let largest = totalPss(before);
  const timer = setInterval(() => {
    largest = Math.max(largest, totalPss(treeMemory(pid) ?? []));
  }, SAMPLE_MS);
  await work().finally(() => clearInterval(timer));
  return largest - totalPss(before);
}
