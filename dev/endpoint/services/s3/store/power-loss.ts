import { createHash } from "node:crypto";
import type { Bus } from "../../../../trace/bus.ts";
import type { State } from "../../../state/state.ts";
import type { ObjectFiles } from "./files.ts";
import { VERSION_COLUMNS, toVersion, type ObjectVersion } from "./objects.ts";
import type { Uploads } from "./uploads.ts";

const PAGE = 200;

/**
 * Without `durability: disk` a row may reach the disk before its file. So where the machine was started again and the
 * state was not closed, every file is compared with its row; one that differs is reported and removed, and its object
 * answers that it is damaged instead of serving other bytes.
 */
export class PowerLossCheck {
  readonly #state: State;
  readonly #files: ObjectFiles;
  readonly #uploads: Uploads;
  readonly #bus: Bus;

  constructor(state: State, files: ObjectFiles, uploads: Uploads, bus: Bus) {
    this.#state = state;
    this.#uploads = uploads;
    this.#files = files;
    this.#bus = bus;
  }

  /** Checks if there is a reason to. */
  async run(): Promise<void> {
    if (this.#state.machineWentDown && this.#state.durability === "process") await this.#checkAll();
  }

  async #checkAll(): Promise<void> {
    await this.#checkObjects();
    await this.#checkParts();
  }

  async #checkObjects(): Promise<void> {
    let after: { bucket: string; version: ObjectVersion } | undefined;
    for (;;) {
      const page = await this.#state.read(() => this.#page(after));
      for (const { bucket, version } of page) {
        const md5 = version.meta.FileMd5 ?? version.etag.replaceAll('"', "");
        if (await this.#isWhole(version.file, version.size, md5)) continue;
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

  /** A part that is damaged is forgotten: to complete its upload answers `InvalidPart` until it is put again. */
  async #checkParts(): Promise<void> {
    let after = { upload: "", number: 0 };
    for (;;) {
      const page = await this.#state.read(() => this.#uploads.allParts(after, PAGE));
      for (const { upload, part } of page) {
        after = { upload, number: part.number };
        if (await this.#isWhole(part.file, part.size, part.md5)) continue;
        await this.#state.write(() => this.#uploads.removePart(upload, part.number));
        await this.#files.unlink([part.file]);
        this.#bus.dispatch({
          type: "notice",
          message: `Part ${part.number} of the upload ${upload} was damaged when the machine went down. Put it again.`,
        });
      }
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

  async #isWhole(file: string, size: number, md5: string): Promise<boolean> {
    const handle = await this.#files.open(file);
    if (handle === undefined) return false;
    try {
      if ((await handle.stat()).size !== size) return false;
      const hash = createHash("md5");
      for await (const chunk of handle.createReadStream({ highWaterMark: 1 << 20, autoClose: false })) {
        hash.update(chunk as Buffer);
      }
      return hash.digest("hex") === md5;
    } finally {
      await handle.close();
    }
  }
}
