import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import { IndexFacesCommand, SearchFacesByImageCommand } from "@aws-sdk/client-rekognition";
import { afterEach, expect, test, vi } from "vitest";
import { type FixturePicture, picturePath } from "../../../fixtures/pictures.ts";
import { defaultScript } from "../../../dev/commands/demo.ts";
import { type TestEnvironment, start } from "../../../dev/testing/testing.ts";
import { emptySet, startUpstream } from "./tape-endpoint.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** No connection but to this machine; returns where else one was wanted. */
function closeNetwork(): string[] {
  const wanted: string[] = [];
  const connect = Reflect.get(Socket.prototype, "connect") as (...args: unknown[]) => Socket;
  vi.spyOn(Socket.prototype, "connect").mockImplementation(function guarded(this: Socket, ...args: unknown[]) {
    const { host, path } = Object(Array.isArray(args[0]) ? args[0][0] : args[0]) as { host?: string; path?: string };
    if (path === undefined && host !== "127.0.0.1") wanted.push(String(host));
    return Reflect.apply(connect, this, args);
  });
  return wanted;
}

const { uploads, question } = defaultScript();

/** The demo, its uploads all at once; of what came of it that which must be the same in every run. */
async function demoRun(environment: TestEnvironment, pictures: readonly FixturePicture[]) {
  const statuses = await Promise.all(
    pictures.map(async (picture) => {
      const upload = await environment.upload(picturePath(picture), picture.key);
      const { status, reason, face_ids } = await environment.waitForPicture(upload);
      return [picture.key, status, reason, face_ids.join()];
    }),
  );
  const found = await environment.who(readFileSync(picturePath(question)));
  const rows = await environment.rows();
  return {
    statuses: statuses.toSorted(byFirst),
    found: found.map(({ row, similarity }) => [row.rekognition_id, similarity]),
    rows: rows
      .map(({ rekognition_id, first_name, last_name, picture }) => [rekognition_id, first_name, last_name, picture])
      .toSorted(byFirst),
  };
}

function byFirst([a = ""]: readonly (string | undefined)[], [b = ""]: readonly (string | undefined)[]): number {
  return a < b ? -1 : 1;
}

async function missOf({ clients }: TestEnvironment, command: "picture" | "threshold" | "collection") {
  const image = readFileSync(picturePath(question));
  const CollectionId = "employees";
  const commands = {
    picture: () =>
      clients.rekognition.send(
        new IndexFacesCommand({ CollectionId, Image: { Bytes: Buffer.concat([image, Buffer.of(0)]) }, MaxFaces: 1 }),
      ),
    threshold: () =>
      clients.rekognition.send(
        new SearchFacesByImageCommand({ CollectionId, Image: { Bytes: image }, FaceMatchThreshold: 90 }),
      ),
    collection: () =>
      clients.rekognition.send(new SearchFacesByImageCommand({ CollectionId: "visitors", Image: { Bytes: image } })),
  };
  const error = await commands[command]().then(
    () => expect.unreachable(`${command}: it was answered`),
    (thrown: Error & { $metadata: { httpStatusCode: number; attempts: number } }) => thrown,
  );
  expect(error).toMatchObject({ name: "ReplayMissException", $metadata: { httpStatusCode: 400, attempts: 1 } });
  return error.message;
}

test("the demo, recorded once, replays without network in another order; what differs is a miss", async () => {
  const set = emptySet();
  const upstream = await startUpstream();
  const recording = await start({ rekognition: "record", recordings: set, upstream: upstream.url });
  const recorded = await demoRun(recording, uploads);
  await recording.stop();
  await upstream.end();

  const wanted = closeNetwork();
  await using replay = await start({ rekognition: "replay", recordings: set, upstream: upstream.url });
  const replayed = await demoRun(replay, uploads.toReversed());
  expect(replayed).toEqual(recorded);
  expect(wanted).toEqual([]);

  const said = async (change: "picture" | "threshold" | "collection") =>
    (await missOf(replay, change)).replaceAll(set, "SET");
  expect(await said("picture")).toMatchInlineSnapshot(`
    "No recording of the set 'SET' answers this IndexFaces (key 9b5ed2e917db).
    Its picture: ea21b53a…, 25391 bytes, 480×480.
    The picture is in no recording of the set.

    The closest is employees/IndexFaces/picture-18e92167-b39fa6202d7a.json
                            recorded                         asked
       CollectionId         employees                        employees
       DetectionAttributes  ["DEFAULT"]                      ["DEFAULT"]
     > ExternalImageId      given                            (none)
     > Image                18e92167…, 24234 bytes, 480×480  ea21b53a…, 25391 bytes, 480×480
       MaxFaces             1                                1
       QualityFilter        AUTO                             AUTO

    What to do:
      1. Record it (asks first; sends the picture to the upstream): npx doppelface exec --rekognition record --recordings SET -- COMMAND…
      2. Let the face model of this machine answer: npx doppelface exec --rekognition local -- COMMAND…
      3. See what the set holds: npx doppelface recordings show SET"
  `);
  expect(await said("threshold")).toMatchInlineSnapshot(`
    "No recording of the set 'SET' answers this SearchFacesByImage (key 3bfc0388ceb2).
    Its picture: df5a929b…, 25390 bytes, 480×480.
    What differs from the closest recording: FaceMatchThreshold.

    The closest is employees/SearchFacesByImage/picture-df5a929b-c8db7b5b9bb2.json
                           recorded                         asked
       CollectionId        employees                        employees
     > FaceMatchThreshold  80                               90
       Image               df5a929b…, 25390 bytes, 480×480  df5a929b…, 25390 bytes, 480×480
       QualityFilter       NONE                             NONE
       the collection      there                            there
       its faces           7                                7
       its content         05ee013d84d6                     05ee013d84d6

    What to do:
      1. Ask as it was recorded: FaceMatchThreshold 80
      2. Record it (asks first; sends the picture to the upstream): npx doppelface exec --rekognition record --recordings SET -- COMMAND…
      3. Let the face model of this machine answer: npx doppelface exec --rekognition local -- COMMAND…
      4. See what the set holds: npx doppelface recordings show SET"
  `);
  expect(await said("collection")).toMatchInlineSnapshot(`
    "No recording of the set 'SET' answers this SearchFacesByImage (key 80d5be3ffe0c).
    Its picture: df5a929b…, 25390 bytes, 480×480.
    What differs from the closest recording: CollectionId, the collection, its faces, its content.

    The closest is employees/SearchFacesByImage/picture-df5a929b-c8db7b5b9bb2.json
                           recorded                         asked
     > CollectionId        employees                        visitors
       FaceMatchThreshold  80                               80
       Image               df5a929b…, 25390 bytes, 480×480  df5a929b…, 25390 bytes, 480×480
       QualityFilter       NONE                             NONE
     > the collection      there                            unknown
     > its faces           7                                0
     > its content         05ee013d84d6                     000000000000

    What to do:
      1. Ask as it was recorded: CollectionId employees
      2. Record it (asks first; sends the picture to the upstream): npx doppelface exec --rekognition record --recordings SET -- COMMAND…
      3. Let the face model of this machine answer: npx doppelface exec --rekognition local -- COMMAND…
      4. See what the set holds: npx doppelface recordings show SET"
  `);
});
