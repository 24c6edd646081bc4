import { CopyObjectCommand, HeadObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { created, type HandlerRun, removed, versionRemoved } from "../handler-run.ts";
import { type Action, KEYS, type Progress } from "./actions.ts";
import { GatedRun } from "./gated-run.ts";

/** An event of S3: its record, and how often it is still to be delivered. */
interface Sent {
  readonly record: unknown;
  due: number;
}

interface Running {
  readonly sent: Sent;
  readonly run: GatedRun;
}

/** A bucket with few keys, the events of what happened in it, and the runs of the handler that are under way. */
export class World {
  readonly keys: readonly string[];
  readonly #handler: HandlerRun;
  readonly #contents: readonly Uint8Array[];
  readonly #sent: Sent[] = [];
  readonly #runs: Running[] = [];

  /** @param name of this world: no other has its keys */
  constructor(handler: HandlerRun, contents: readonly Uint8Array[], name: string) {
    this.#handler = handler;
    this.#contents = contents;
    this.keys = Array.from({ length: KEYS }, (_, number) => `${name}/person-${number}.jpg`);
  }

  /** Does one thing; nothing where there is nothing to do it to. */
  async act(action: Action): Promise<void> {
    switch (action.act) {
      case "put":
        return this.#put(this.#key(action.key), this.#contents[action.content] ?? new Uint8Array());
      case "copy":
        return this.#copy(this.#key(action.from), this.#key(action.to));
      case "delete": {
        const key = this.#key(action.key);
        const marker = await this.#handler.remove(key);
        return this.#send((sequencer) => removed(key, marker, sequencer));
      }
      case "delete-version": {
        const key = this.#key(action.key);
        const versions = await this.#versions(key);
        return this.#removeVersion(key, choose(versions, action.version)?.id);
      }
      case "undelete": {
        const key = this.#key(action.key);
        const [latest] = await this.#versions(key);
        return this.#removeVersion(key, latest?.marker === true ? latest.id : undefined);
      }
      case "deliver": {
        const sent = choose(this.#sent, action.event);
        return sent && this.#continue(this.#start(sent), action);
      }
      case "go-on": {
        const running = choose(this.#runs, action.run);
        return running && this.#continue(running, action);
      }
    }
  }

  /** Delivers what is to be delivered. Returns how many fail with nothing in their way. */
  async settle(): Promise<number> {
    for (const { sent, run } of this.#runs.splice(0)) sent.due += (await run.finish()) === "done" ? 0 : 1;
    let failed = 0;
    for (const sent of this.#sent.filter(({ due }) => due > 0)) {
      failed += (await new GatedRun(() => this.#handler.handle(sent.record)).finish()) === "done" ? 0 : 1;
    }
    return failed;
  }

  #start(sent: Sent): Running {
    // Another one, where it was delivered before: S3 delivers at least once.
    sent.due = Math.max(0, sent.due - 1);
    const running = { sent, run: new GatedRun(() => this.#handler.handle(sent.record)) };
    this.#runs.push(running);
    return running;
  }

  async #continue(running: Running, { calls, end }: Progress): Promise<void> {
    const { sent, run } = running;
    const steps = end === "finished" ? 0 : calls;
    for (let call = 0; call < steps; call++) await run.step();
    if (end === "unsent" || end === "unanswered") await run.step(end);
    if (end !== "waits" && end !== "killed") await run.finish();
    // One that was killed or has failed comes again: Lambda tries its event once more.
    if (run.outcome !== undefined || end === "killed") {
      sent.due += run.outcome === "done" ? 0 : 1;
      this.#runs.splice(this.#runs.indexOf(running), 1);
    }
  }

  async #put(key: string, body: Uint8Array): Promise<void> {
    const put = await this.#handler.put(key, body);
    this.#send((sequencer) => created(put, sequencer));
  }

  async #copy(from: string, to: string): Promise<void> {
    const { s3, bucket: Bucket } = this.#handler;
    const [latest] = await this.#versions(from);
    if (latest === undefined || latest.marker) return;
    const CopySource = `${Bucket}/${from}?versionId=${latest.id}`;
    await s3.send(new CopyObjectCommand({ Bucket, Key: to, CopySource, MetadataDirective: "REPLACE" }));
    const { VersionId = "none", ETag = "" } = await s3.send(new HeadObjectCommand({ Bucket, Key: to }));
    const put = { key: to, version: VersionId, etag: ETag.replaceAll('"', "") };
    this.#send((sequencer) => created(put, sequencer));
  }

  async #removeVersion(key: string, version: string | undefined): Promise<void> {
    if (version === undefined) return;
    await this.#handler.remove(key, version);
    this.#send((sequencer) => versionRemoved({ key, version }, sequencer));
  }

  /** Versions and delete markers, newest first. */
  async #versions(key: string): Promise<{ readonly id: string; readonly marker: boolean }[]> {
    const { s3, bucket: Bucket } = this.#handler;
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: key }));
    const all = [
      ...Versions.map(({ VersionId, IsLatest }) => ({ id: VersionId ?? "", marker: false, latest: IsLatest === true })),
      ...DeleteMarkers.map(({ VersionId, IsLatest }) => ({
        id: VersionId ?? "",
        marker: true,
        latest: IsLatest === true,
      })),
    ];
    return all.toSorted((a, b) => Number(b.latest) - Number(a.latest));
  }

  #send(record: (sequencer: string) => unknown): void {
    const sequencer = (this.#sent.length + 1).toString(16).padStart(4, "0");
    this.#sent.push({ record: record(sequencer), due: 1 });
  }

  #key(number: number): string {
    return this.keys[number % this.keys.length] ?? "";
  }
}

/** The newest are likeliest: 0 is the last one. */
function choose<Element>(list: readonly Element[], number: number): Element | undefined {
  return list.length === 0 ? undefined : list[list.length - 1 - (number % list.length)];
}
