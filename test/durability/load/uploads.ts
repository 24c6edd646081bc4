import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { picturePath, pictures } from "../../../fixtures/pictures.ts";
import { type Version, findPictureDefects } from "./picture-defects.ts";
import { type Life, type Writer, below } from "./writer.ts";

/** Few contents, so that the model is not what the test waits for. */
const CONTENTS = pictures
  .filter(({ use }) => use !== "recognise")
  .map((picture) => ({ ...picture, bytes: readFileSync(picturePath(picture)) }));

const AT_ONCE = 3;

/** Pictures put, put again, removed, and gone for good at once, each of which becomes a status, faces and rows by way of the function. */
export class Uploads implements Writer {
  readonly name = "uploads";
  /** Milliseconds from each start until every picture had its status. */
  readonly settledMs: number[] = [];
  /** Acknowledged versions of each key. */
  readonly #known = new Map<string, string[]>();
  #keys = 0;
  acknowledged = 0;

  async prepare(): Promise<void> {}

  async step(life: Life): Promise<void> {
    const keys = new Set(Array.from({ length: AT_ONCE }, () => this.#chooseKey(life.random)));
    const changes = await Promise.allSettled([...keys].map((key) => this.#change(life, key)));
    for (const change of changes) if (change.status === "rejected") throw change.reason;
    await sleep(50);
  }

  #chooseKey(random: () => number): string {
    const before = [...this.#known.keys()];
    const old = random() < 0.4 ? before[below(before.length, random)] : undefined;
    return old ?? `load/${++this.#keys}-person.jpg`;
  }

  async #change({ clients: { s3 }, resources: { bucket: Bucket }, random }: Life, Key: string): Promise<void> {
    const bytes = CONTENTS[below(CONTENTS.length, random)]?.bytes ?? new Uint8Array();
    if (!this.#known.has(Key) && random() < 0.2) {
      // Gone for good while its event runs; whether it was there by a kill is not noted, but no face may stay.
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
      this.acknowledged++;
      return;
    }
    const remove = this.#known.has(Key) && random() < 0.4;
    const { VersionId = "" } = remove
      ? await s3.send(new DeleteObjectCommand({ Bucket, Key }))
      : await s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes }));
    this.#known.set(Key, [...(this.#known.get(Key) ?? []), VersionId]);
    this.acknowledged++;
  }

  async check(life: Life): Promise<string[]> {
    const { clients, resources } = life;
    const found = new Map<string, Version[]>();
    const defects: string[] = [];
    for await (const page of listVersions(life)) {
      for (const { Key = "", VersionId: id = "", ETag } of page.Versions ?? []) {
        const content = CONTENTS.find(({ bytes }) => ETag === `"${createHash("md5").update(bytes).digest("hex")}"`);
        if (content === undefined) defects.push(`${Key} ${id} has bytes that nobody put`);
        found.set(Key, [...(found.get(Key) ?? []), { id, content }]);
      }
      for (const { Key = "", VersionId: id = "", IsLatest } of page.DeleteMarkers ?? []) {
        const marker = { id, content: undefined };
        const others = found.get(Key) ?? [];
        found.set(Key, IsLatest === true ? [marker, ...others] : [...others, marker]);
      }
    }
    for (const [key, ids] of this.#known) {
      const lost = ids.filter((id) => found.get(key)?.some((version) => version.id === id) !== true);
      if (lost.length > 0) defects.push(`${key} has lost the versions ${lost.join(", ")}`);
    }
    for (const [Key, versions] of found) {
      const unseen = versions.filter(
        ({ id }) => this.#known.get(Key)?.at(-1) === id || !this.#known.get(Key)?.includes(id),
      );
      for (const { id, content } of unseen) {
        if (content === undefined) continue;
        const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: resources.bucket, Key, VersionId: id }));
        const bytes = await Body?.transformToByteArray();
        const expected = CONTENTS.find(({ file }) => file === content.file)?.bytes;
        if (bytes === undefined || expected?.equals(bytes) !== true) defects.push(`${Key} ${id} has other bytes`);
      }
      // What was not answered, and came to be.
      this.#known.set(
        Key,
        versions.map(({ id }) => id),
      );
    }
    const startedAt = performance.now();
    defects.push(...(await findPictureDefects(life, found)));
    this.settledMs.push(performance.now() - startedAt);
    return defects;
  }
}

async function* listVersions({ clients: { s3 }, resources }: Life): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    page = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: resources.bucket,
        ...(page === undefined ? {} : { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }),
      }),
    );
    yield page;
  } while (page.IsTruncated === true);
}
