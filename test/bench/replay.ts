import { randomBytes } from "node:crypto";
import { DetectFacesCommand, RekognitionClient, SearchFacesByImageCommand } from "@aws-sdk/client-rekognition";
import { recordingsFolder } from "../../dev/config/recordings-folder.ts";
import { sha256 } from "../../dev/rekognition/recordings/canonical.ts";
import { FORMAT, type Keyed, type Recording, keyOf } from "../../dev/rekognition/recordings/recording.ts";
import { Tape } from "../../dev/rekognition/recordings/tape.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { startEnvironment, temporaryFolder } from "./environment.ts";

/** Recordings in the set. */
const RECORDINGS = 1000;

/** Bytes of a picture, as many as a small portrait has. */
const PICTURE_BYTES = 30_000;

const START_ROUNDS = 5;

/** Recorded answers: each asked for the first time, then again, and what the set adds to a start. */
export const replay: Benchmark = {
  name: "replay",
  summary: "answers from 1,000 recordings, first read and again, beside the ready time without them",
  async run(report, { profile }) {
    await using folder = await temporaryFolder();
    const pictures = Array.from({ length: RECORDINGS }, () => randomBytes(PICTURE_BYTES));
    writeRecordings(`${folder.path}/set`, pictures);
    const args = ["--no-deploy", "--rekognition", "replay", "--recordings", `${folder.path}/set`];
    await measureStarts(report, args);
    await using environment = await startEnvironment({ args, quiet: true, profile });
    const client = new RekognitionClient(environment.client);
    const ask = {
      DetectFaces: (picture: Uint8Array) => client.send(new DetectFacesCommand({ Image: { Bytes: picture } })),
      SearchFacesByImage: (picture: Uint8Array) =>
        client.send(new SearchFacesByImageCommand({ CollectionId: "employees", Image: { Bytes: picture } })),
    };
    const halves = [pictures.slice(0, RECORDINGS / 2), pictures.slice(RECORDINGS / 2)] as const;
    for (const [operation, half] of [["DetectFaces", halves[0]] as const, ["SearchFacesByImage", halves[1]] as const]) {
      for (const when of ["first", "again"]) {
        const samples: number[] = [];
        for (const picture of half) {
          const startedAt = performance.now();
          await ask[operation](picture);
          samples.push(performance.now() - startedAt);
        }
        report.measured({ name: `${operation}, ${when}`, unit: "ms", samples, target: 2 });
      }
    }
    client.destroy();
    report.note(`each request carries a picture of ${PICTURE_BYTES} bytes; the SDK's own share is in the numbers`);
  },
};

/** They alternate, so that what else the machine does meets both. */
async function measureStarts(report: Report, args: readonly string[]): Promise<void> {
  const samples = { replay: [] as number[], local: [] as number[] };
  for (let round = 0; round < START_ROUNDS; round++) {
    await using withRecordings = await startEnvironment({ args, quiet: true });
    samples.replay.push(withRecordings.readyMs);
    await withRecordings[Symbol.asyncDispose]();
    await using without = await startEnvironment({ args: ["--no-deploy"], quiet: true });
    samples.local.push(without.readyMs);
    await without[Symbol.asyncDispose]();
  }
  report.measured({ name: "ready, replay of 1,000", unit: "ms", samples: samples.replay });
  report.measured({ name: "ready, local", unit: "ms", samples: samples.local });
}

/** Half of them DetectFaces, half searches in a collection that the run knows nothing of; one real answer in all. */
function writeRecordings(folder: string, pictures: readonly Uint8Array[]): void {
  const committed = new Tape(recordingsFolder("default")).all().map(({ recording }) => recording);
  const search = committed.find(({ operation }) => operation === "SearchFacesByImage");
  const indexed = committed.find(({ operation }) => operation === "IndexFaces");
  if (search === undefined || indexed === undefined) throw new Error("The set 'default' lacks what is copied here");
  const tape = new Tape(folder);
  for (const [number, picture] of pictures.entries()) {
    const Image = { sha256: sha256(picture), bytes: picture.byteLength };
    const keyed: Keyed =
      number < RECORDINGS / 2
        ? { operation: "DetectFaces", request: { Attributes: ["DEFAULT"], Image }, state: undefined }
        : {
            operation: "SearchFacesByImage",
            request: { ...search.request, Image },
            state: { collection: "unknown", faces: 0, digest: "0".repeat(64) },
          };
    tape.write(
      recordingOf(keyed, number < RECORDINGS / 2 ? { FaceDetails: detailsOf(indexed) } : search.response.body),
      {},
    );
  }
  tape.flush();
}

function recordingOf(keyed: Keyed, body: Recording["response"]["body"]): Recording {
  const { state, ...rest } = keyed;
  return {
    meta: { format: FORMAT },
    ...rest,
    ...(state === undefined ? {} : { state }),
    key: keyOf(keyed),
    occurrence: 1,
    response: { status: 200, body },
  };
}

function detailsOf({ response }: Recording): unknown[] {
  const { FaceRecords } = response.body;
  return Array.isArray(FaceRecords) ? FaceRecords.map(({ FaceDetail }: { FaceDetail?: unknown }) => FaceDetail) : [];
}
