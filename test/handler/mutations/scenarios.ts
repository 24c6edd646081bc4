import { failEach, failNext } from "../aws-calls.ts";
import { fixtureBytes } from "../fixture-bytes.ts";
import { created, type HandlerRun } from "../handler-run.ts";
import { everything } from "../model/find-defects.ts";

/**
 * What holds in between, where the end would be right all the same: an event that fails leaves what was known, or what
 * was decided, and nothing else. One line a defect.
 */
export async function findInBetween(run: HandlerRun): Promise<string[]> {
  const [nora, greta] = await Promise.all(["nora-lind.jpg", "greta-holm.jpg"].map(fixtureBytes));
  const defects: string[] = [];
  const replace = async (name: string, fail: () => void | (() => void)) => {
    const first = await run.put(`${name}.jpg`, nora ?? new Uint8Array());
    await run.handle(created(first, "0010"));
    const second = await run.put(first.key, greta ?? new Uint8Array());
    const stop = fail();
    const failed = await run.handle(created(second, "0011")).then(
      () => false,
      () => true,
    );
    stop?.();
    const { rows, faces } = await everything(run);
    const item = await run.item(first.key);
    const own = rows.filter((row) => row["key"] === first.key).map((row) => ({ ...row }));
    return { failed, item, rows: own, faces, versions: { first: first.version, second: second.version } };
  };

  for (const call of ["GetItem pictures", "TransactWriteItems"]) {
    const { failed, item, rows, faces, versions } = await replace(`failed ${call}`, () => failEach(run, call));
    // A mutant may make other calls.
    if (!failed) continue;
    const known = item?.["version"] === versions.first && rows.length === 1 && rows[0]?.["version"] === versions.first;
    if (!known) defects.push(`${call} fails: the picture is not what it was`);
    defects.push(...(await unlisted(run, faces, call)));
  }
  const lost = await replace("lost answer", () => failNext(run, "TransactWriteItems", "unanswered"));
  const [decided] = (lost.item?.["face_ids"] as string[] | undefined) ?? [];
  if (lost.item?.["version"] !== lost.versions.second || !lost.faces.includes(decided ?? "")) {
    defects.push("The answer to the decision gets lost: the face that was decided on is gone");
  }
  const kept = await replace("kept", () => failNext(run, "DeleteFaces", "unsent"));
  if (kept.rows.length !== 2) defects.push("Rekognition keeps a face: its row is gone");
  if (kept.item?.["obsolete_face_ids"] === undefined) defects.push("Rekognition keeps a face: the item forgets it");
  return defects;
}

/** Faces that no item lists. */
async function unlisted(run: HandlerRun, faces: readonly string[], call: string): Promise<string[]> {
  const { items } = await everything(run);
  const listed = new Set(
    items.flatMap((item) => ["face_ids", "obsolete_face_ids"].flatMap((list) => item[list] ?? [])),
  );
  return faces.every((face) => listed.has(face)) ? [] : [`${call} fails: faces stay that no item lists`];
}
