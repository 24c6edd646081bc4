import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { uptime } from "node:os";
import type { Bus } from "../../../trace/bus.ts";
import type { State } from "../../state/state.ts";
import type { ObjectFiles } from "./files.ts";
import { VERSION_COLUMNS, toVersion, type ObjectVersion } from "./objects.ts";

const PAGE = 200;
/** How far two readings of the time of boot may lie apart, in milliseconds. */
const BOOT_TOLERANCE = 120_000;

/**
 * Without `durability: disk` a row may reach the disk before its file. So where the machine was started anew and the
 * state was not closed, every file is compared with its row; one that differs is reported and removed, and its object
 * answers that it is damaged instead of serving other bytes.
 */
export class PowerLossCheck {
  readonly #state: State;
  readonly #files: ObjectFiles;
  readonly #bus: Bus;

  constructor(state: State, files: ObjectFiles, bus: Bus) {
    this.#state = state;
    this.#files = files;
    this.#bus = bus;
  }

  /** Checks if there is a reason to, and notes that the state is open. */
  async open(): Promise<void> {
    const boot = await bootOf();
    const before = await this.#state.read(() => this.#state.sql("SELECT boot, closed FROM s3_boot WHERE id = 1").get());
    const lost = before !== undefined && before["closed"] === 0 && !sameBoot(String(before["boot"]), boot);
    if (lost && this.#state.durability === "process") await this.#checkAll();
    await this.#note(boot, false);
  }

  /** Notes that the state was closed in order. */
  async close(): Promise<void> {
    await this.#note(await bootOf(), true);
  }

  async #note(boot: string, closed: boolean): Promise<void> {
    await this.#state.write(() => {
      this.#state.sql("INSERT OR REPLACE INTO s3_boot VALUES (1, ?, ?)").run(boot, closed ? 1 : 0);
    });
  }

  async #checkAll(): Promise<void> {
    let after: { bucket: string; version: ObjectVersion } | undefined;
    for (;;) {
      const page = await this.#state.read(() => this.#page(after));
      for (const { bucket, version } of page) {
        if (await this.#isWhole(version)) continue;
        await this.#files.unlink([version.file]);
        this.#bus.dispatch({
          type: "notice",
          message:
            `The object ${bucket}/${version.key} (version ${version.version}) was damaged when the machine went down. ` +
            "Put it again; `durability: disk` keeps it safe next time.",
        });
      }
      after = page.at(-1);
      if (page.length < PAGE) return;
    }
  }

  #page(after: { bucket: string; version: ObjectVersion } | undefined) {
    return this.#state
      .sql(
        `SELECT bucket, ${VERSION_COLUMNS} FROM s3_object WHERE marker = 0 AND (bucket, key, sequence) > (?, ?, ?)
         ORDER BY bucket, key, sequence LIMIT ?`,
      )
      .all(after?.bucket ?? "", Buffer.from(after?.version.key ?? ""), after?.version.sequence ?? -1, PAGE)
      .flatMap((row) => {
        const version = toVersion(row);
        return version === undefined ? [] : { bucket: String(row["bucket"]), version };
      });
  }

  async #isWhole({ file, size, etag }: ObjectVersion): Promise<boolean> {
    const handle = await this.#files.open(file);
    if (handle === undefined) return false;
    try {
      if ((await handle.stat()).size !== size) return false;
      const hash = createHash("md5");
      for await (const chunk of handle.createReadStream({ highWaterMark: 1 << 20, autoClose: false })) {
        hash.update(chunk as Buffer);
      }
      return `"${hash.digest("hex")}"` === etag;
    } finally {
      await handle.close();
    }
  }
}

/** What tells one start of the machine from another: Linux names it, elsewhere it is the time of it. */
async function bootOf(): Promise<string> {
  try {
    return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  } catch {
    return String(Math.round(Date.now() - uptime() * 1000));
  }
}

function sameBoot(a: string, b: string): boolean {
  return a === b || Math.abs(Number(a) - Number(b)) < BOOT_TOLERANCE;
}
