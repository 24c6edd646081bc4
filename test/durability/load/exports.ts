import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { exportFrom } from "../../../dev/engine/export-state.ts";
import { EXPORTED_PARTS } from "../../../dev/endpoint/services/exported-parts.ts";
import { importState } from "../../../dev/endpoint/state/import.ts";
import type { Life, Writer } from "./writer.ts";

/** Exports of the state while everything else writes: each is whole, or not there. */
export class Exports implements Writer {
  readonly name = "exports";
  readonly #folder: string;
  readonly #target: string;
  #whole = false;
  acknowledged = 0;

  /** @param folder absolute; does not exist */
  constructor(folder: string) {
    this.#folder = folder;
    this.#target = join(folder, "state");
  }

  async prepare(): Promise<void> {}

  async step({ connection }: Life): Promise<void> {
    rmSync(this.#target, { recursive: true, force: true });
    this.#whole = false;
    await exportFrom({ state: "", durability: "process" }, connection, this.#target).catch((error: Error) => {
      // `fetch` tells of a lost connection in the cause.
      throw error.cause instanceof Error ? error.cause : error;
    });
    this.#whole = true;
    this.acknowledged++;
    await sleep(200);
  }

  async check(): Promise<string[]> {
    if (!existsSync(this.#target)) return this.#whole ? ["The last export is gone"] : [];
    const scratch = mkdtempSync(join(tmpdir(), "doppelface-import-"));
    try {
      await importState(this.#target, { folder: scratch, durability: "process" }, EXPORTED_PARTS);
      return missingFiles(scratch);
    } catch (error) {
      return [`An export cannot be imported: ${String(error)}`];
    } finally {
      rmSync(scratch, { recursive: true });
      rmSync(this.#folder, { recursive: true });
    }
  }
}

function missingFiles(state: string): string[] {
  const database = new DatabaseSync(join(state, "state.sqlite"), { readOnly: true });
  const rows = database.prepare("SELECT file, size FROM s3_object WHERE marker = 0").all();
  database.close();
  return rows
    .filter(({ file, size }) => {
      const stat = statSync(join(state, "objects", String(file)), { throwIfNoEntry: false });
      return stat?.size !== size;
    })
    .map(({ file }) => `An export has a row and not its file ${String(file)}`);
}
