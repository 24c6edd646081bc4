import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CreateCollectionCommand,
  DetectFacesCommand,
  IndexFacesCommand,
  RekognitionClient,
  SearchFacesCommand,
} from "@aws-sdk/client-rekognition";
import type { Benchmark, Report } from "./benchmark.ts";
import { type BenchEnvironment, startEnvironment, temporaryFolder } from "./environment.ts";
import { startFaceApi } from "./face-api.ts";
import { fillCollection } from "./face-collections.ts";
import { groupPictures, portraitPicture, renumbered } from "./face-pictures.ts";
import { totalPss, treeMemory } from "./process-tree.ts";

const GROUP_ROUNDS = 6;
const PORTRAITS = 40;
const IN_FLIGHT = 8;
const BURST = 160;
const SEARCHES = 50;
const SIZES = [1000, 10_000, 100_000] as const;
const IN_A_ROW = 1000;
/** Pictures between two looks at memory. */
const SAMPLED = 100;
/** Pictures, and milliseconds of them, before the first look; the second worker goes after ten seconds. */
const WARM_UP = 400;
const SETTLING = 15_000;
/** MB more at the end of them: 40 KB a picture, where one decoded portrait has 900. */
const LEAK = 40;

/** Every picture gets a number of its own. */
let numbered = 0;

/** The face API over the wire: pictures, searches, memory; the model's peer beside it. */
export const rekognition: Benchmark = {
  name: "rekognition",
  summary: "DetectFaces, IndexFaces, searches over 100,000 faces, memory, beside face-api on tfjs-wasm",
  async run(report, { profile }) {
    await using folder = await temporaryFolder();
    const searched = new Map<number, string>();
    for (const size of SIZES) searched.set(size, await fillCollection(folder.path, `faces-${size}`, size));
    {
      await using environment = await startEnvironment({ args: ["--no-deploy"], quiet: true, profile });
      const client = new RekognitionClient({ ...environment.client, region: "us-east-1" });
      await client.send(new CreateCollectionCommand({ CollectionId: "bench" }));
      await detectGroups(report, client, folder.path);
      await indexPortraits(report, client);
      reportMemory(report, environment, "memory with one model worker", 420);
      await burst(report, client);
      await inARow(report, client, environment);
      client.destroy();
    }
    await using environment = await startEnvironment({
      state: folder.path,
      args: ["--no-deploy"],
      quiet: true,
      profile,
    });
    await search(report, environment, searched);
  },
};

async function detectGroups(report: Report, client: RekognitionClient, folder: string): Promise<void> {
  const pictures = await groupPictures();
  const peer = await startFaceApi();
  const own: number[] = [];
  const others: number[] = [];
  const counts = new Set<number>();
  for (let round = -1; round < GROUP_ROUNDS; round++) {
    for (const picture of pictures) {
      const Bytes = renumbered(picture, numbered++);
      const startedAt = performance.now();
      const { FaceDetails = [] } = await client.send(new DetectFacesCommand({ Image: { Bytes }, Attributes: ["ALL"] }));
      const ms = performance.now() - startedAt;
      counts.add(FaceDetails.length);
      const path = join(folder, "group.jpg");
      await writeFile(path, Bytes);
      const answer = typeof peer === "string" ? undefined : await peer.analyse(path);
      // The first round warms both up.
      if (round < 0) continue;
      own.push(ms);
      if (answer !== undefined) others.push(answer.ms);
    }
  }
  const name = "DetectFaces ALL, 1920×1280";
  report.measured({ name, unit: "ms", samples: own, target: 90 });
  if ([...counts].some((count) => count < 3 || count > 4)) {
    report.wrong(`faces found in the groups: ${[...counts].join(", ")}`);
  }
  if (typeof peer === "string") {
    report.note(`face-api on tfjs-wasm is absent (${peer}): no peer to compare with`);
    return;
  }
  report.measured({ name, unit: "ms", samples: others, peer: "face-api, tfjs-wasm" });
  const ratio = median(others) / median(own);
  report.note(
    `face-api, in a process of its own and without HTTP, takes ${ratio.toFixed(1)} times as long (target 5 ${ratio >= 5 ? "met" : "MISSED"})`,
  );
  await peer[Symbol.asyncDispose]();
}

async function indexPortraits(report: Report, client: RekognitionClient): Promise<void> {
  const portrait = await portraitPicture();
  const samples: number[] = [];
  for (let i = 0; i < PORTRAITS; i++) {
    const Bytes = renumbered(portrait, numbered++);
    const startedAt = performance.now();
    const answer = await client.send(new IndexFacesCommand({ CollectionId: "bench", Image: { Bytes } }));
    samples.push(performance.now() - startedAt);
    if (answer.FaceRecords?.length !== 1) report.wrong(`IndexFaces found ${answer.FaceRecords?.length} faces`);
  }
  report.measured({ name: "IndexFaces, 640×480", unit: "ms", samples, target: 42 });
}

async function burst(report: Report, client: RekognitionClient): Promise<void> {
  const portrait = await portraitPicture();
  const samples: number[] = [];
  // Not counted: the first that queue up bring the second worker, which loads its nets.
  await lanes(40, async () => void (await detect(client, portrait)));
  const begin = performance.now();
  await lanes(BURST, async () => void samples.push(await detect(client, portrait)));
  const perSecond = BURST / ((performance.now() - begin) / 1000);
  report.measured({ name: `DetectFaces, 640×480, ${IN_FLIGHT} in flight`, unit: "ms", samples, perSecond });
  report.note(`${perSecond.toFixed(1)} pictures of 640×480 a second (target 35 ${perSecond >= 35 ? "met" : "MISSED"})`);
}

/** Memory while pictures come one after another: figures that stay where they are, or a leak. */
async function inARow(report: Report, client: RekognitionClient, { pid }: BenchEnvironment): Promise<void> {
  const portrait = await portraitPicture();
  const begin = performance.now();
  // Until the second worker that the burst brought has gone, and the heaps have the size that they keep.
  for (let i = 0; i < WARM_UP || performance.now() - begin < SETTLING; i++) await detect(client, portrait);
  const sizes: number[] = [];
  for (let i = 0; i <= IN_A_ROW; i++) {
    const memory = i % SAMPLED === 0 ? treeMemory(pid) : undefined;
    if (memory !== undefined) sizes.push(totalPss(memory));
    await detect(client, portrait);
  }
  const [first = Number.NaN, last = Number.NaN] = [sizes.at(0), sizes.at(-1)];
  report.note(
    `${IN_A_ROW} pictures in a row, PSS every ${SAMPLED}: ${sizes.map((size) => size.toFixed(0)).join(", ")} MB`,
  );
  if (last - first > LEAK) report.wrong(`memory grew by ${(last - first).toFixed(0)} MB over ${IN_A_ROW} pictures`);
}

async function search(
  report: Report,
  environment: BenchEnvironment,
  searched: ReadonlyMap<number, string>,
): Promise<void> {
  const client = new RekognitionClient({ ...environment.client, region: "us-east-1" });
  for (const [size, FaceId] of searched) {
    const samples: number[] = [];
    for (let i = -1; i < SEARCHES; i++) {
      const startedAt = performance.now();
      await client.send(new SearchFacesCommand({ CollectionId: `faces-${size}`, FaceId }));
      const ms = performance.now() - startedAt;
      if (i >= 0) samples.push(ms);
      else if (size === SIZES.at(-1)) {
        report.measured({ name: `first search, ${size} faces are loaded`, unit: "ms", samples: [ms], target: 1000 });
      }
    }
    report.measured({
      name: `SearchFaces, ${size} faces`,
      unit: "ms",
      samples,
      ...(size === SIZES.at(-1) ? { target: 10 } : {}),
    });
  }
  await detect(client, await portraitPicture());
  reportMemory(report, environment, "memory with 111,000 faces and the model", 500);
  client.destroy();
}

/** Milliseconds of one DetectFaces. */
async function detect(client: RekognitionClient, picture: Uint8Array): Promise<number> {
  const Bytes = renumbered(picture, numbered++);
  const startedAt = performance.now();
  await client.send(new DetectFacesCommand({ Image: { Bytes } }));
  return performance.now() - startedAt;
}

async function lanes(count: number, work: () => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next++ < count) await work();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

function reportMemory(report: Report, { pid }: BenchEnvironment, name: string, target: number): void {
  const memory = treeMemory(pid);
  if (memory === undefined) report.note(`${name}: this system has no /proc to read it from`);
  else report.measured({ name, unit: "MB", samples: [totalPss(memory)], target });
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? Number.NaN;
}
