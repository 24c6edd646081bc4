import type { HandlerRun, PutVersion } from "./handler-run.ts";

/** What the two tables and the collection hold of a picture. */
export interface Known {
  readonly status: unknown;
  readonly version: unknown;
  /** The version of each face in the collection. */
  readonly faces: readonly string[];
  /** The version of each row. */
  readonly rows: readonly unknown[];
  /** Whether item, rows and collection have the same face ids. */
  readonly agree: boolean;
  readonly obsolete: unknown;
}

/** Reads what is known of the picture that these are all versions of. */
export async function known(run: HandlerRun, ...versions: readonly [PutVersion, ...PutVersion[]]): Promise<Known> {
  const [{ key }] = versions;
  const item = await run.item(key);
  const rows = await run.rows(key);
  const faces = await Promise.all(
    versions.map(async (put) => (await run.faces(put)).map(({ FaceId }) => ({ id: FaceId, version: put.version }))),
  );
  const ids = [item?.["face_ids"], rows.map((row) => row["rekognition_id"]), faces.flat().map((face) => face.id)];
  return {
    status: item?.["status"],
    version: item?.["version"],
    faces: faces.flat().map((face) => face.version),
    rows: rows.map((row) => row["version"]),
    agree: new Set(ids.map((list) => JSON.stringify(list))).size === 1,
    obsolete: item?.["obsolete_face_ids"],
  };
}

/** That this version is all that is known of its picture. */
export function registered({ version }: PutVersion): Known {
  return { status: "REGISTERED", version, faces: [version], rows: [version], agree: true, obsolete: undefined };
}

/** That nothing is known of a picture but its removal, by the event of this version or marker. */
export function forgotten(version: string): Known {
  return { status: "REMOVED", version, faces: [], rows: [], agree: true, obsolete: undefined };
}
