import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EXPORTED_PARTS } from "../../dev/endpoint/services/exported-parts.ts";
import { namesOf } from "../../dev/endpoint/state/exported-parts.ts";
import { importState } from "../../dev/endpoint/state/import.ts";
import { MANIFEST } from "../../dev/endpoint/state/manifest.ts";
import { exportFrom } from "../../dev/engine/export-state.ts";
import { describeAnew } from "../endpoint/state/describe-anew.ts";
import { Functions, makeRole } from "../endpoint/services/lambda/support.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import type { Dice } from "./dice.ts";
import { mutateJson } from "./mutate-json.ts";
import { ODD_TEXTS, mutateBytes } from "./mutate-text.ts";

const DATABASE = "state.sqlite";
const CANARY = "canary";
/** What a defect of ours throws; what is wrong with an export is an Error that says so. */
const DEFECTS = new Set(["TypeError", "RangeError", "ReferenceError", "SyntaxError"]);

/** An export, and what becomes of it when it is changed and imported. */
export class Imports {
  readonly #folder = mkdtempSync(join(tmpdir(), "doppelface-fuzz-import-"));
  #columns: { table: string; column: string }[] = [];

  /** Makes the export. */
  async prepare(): Promise<void> {
    {
      await using endpoint = await startTestEndpoint({ state: { folder: join(this.#folder, "source") } });
      const s3 = new S3Client(endpoint.client);
      await s3.send(new CreateBucketCommand({ Bucket: "fuzzed-export" }));
      for (const Key of ["a", "b"]) await s3.send(new PutObjectCommand({ Bucket: "fuzzed-export", Key, Body: Key }));
      const functions = new Functions(endpoint.client, await makeRole(endpoint.client, "exported"));
      await functions.create("exported", "export const handler = async () => 1;");
      await exportFrom({ state: "", durability: "process" }, endpoint.control, join(this.#folder, "whole"));
    }
    writeFileSync(join(this.#folder, CANARY), CANARY);
    const database = new DatabaseSync(join(this.#folder, "whole", DATABASE), { readOnly: true });
    this.#columns = database
      .prepare(
        `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND c.type IN ('TEXT', 'BLOB')`,
      )
      .all()
      .map((row) => ({ table: String(row["table"]), column: String(row["column"]) }));
    database.close();
  }

  /** Imports a changed copy. Resolves with what was not stood, or with undefined. */
  async run(dice: Dice): Promise<string | undefined> {
    const [copy, state] = [join(this.#folder, "copy"), join(this.#folder, "state")];
    for (const path of [copy, state]) rmSync(path, { recursive: true, force: true });
    cpSync(join(this.#folder, "whole"), copy, { recursive: true });
    const done = await this.#change(copy, dice);
    try {
      await importState(copy, { folder: state, durability: "process" }, EXPORTED_PARTS);
      if (leadsOut(join(state, DATABASE))) return `${done}: a file outside of the state is named`;
    } catch (error) {
      if (!(error instanceof Error) || DEFECTS.has(error.name) || error.message === "") {
        return `${done}: ${String(error)}`;
      }
      if (existsSync(join(state, DATABASE))) return `${done}: was refused, and left a state (${error.message})`;
    }
    if (readFileSync(join(this.#folder, CANARY), "utf8") !== CANARY) return `${done}: a file outside was changed`;
    return undefined;
  }

  /** Removes everything. */
  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #change(copy: string, dice: Dice): Promise<string> {
    const manifest = join(copy, MANIFEST);
    switch (dice.below(4)) {
      case 0:
        writeFileSync(manifest, mutateJson(readFileSync(manifest, "utf8"), dice));
        return "a changed manifest";
      case 1:
        writeFileSync(join(copy, DATABASE), mutateBytes(readFileSync(join(copy, DATABASE)), dice));
        await describeAnew(copy);
        return "changed bytes of the database";
      case 2: {
        const files = readdirSync(join(copy, "objects"), { recursive: true, withFileTypes: true });
        const file = files.find((entry) => entry.isFile());
        const path = join(file?.parentPath ?? copy, file?.name ?? "");
        rmSync(path);
        if (dice.chance(0.7)) symlinkSync(join(this.#folder, CANARY), path);
        return "a link in place of an object";
      }
      default: {
        const { table, column } = dice.of(this.#columns);
        const value = dice.of([
          ...ODD_TEXTS,
          `../../${CANARY}`,
          `../../../${CANARY}`,
          join(this.#folder, CANARY),
          "{}",
        ]);
        const database = new DatabaseSync(join(copy, DATABASE));
        try {
          database.exec("PRAGMA foreign_keys=OFF");
          database.prepare(`UPDATE OR IGNORE "${table}" SET "${column}" = ?`).run(value.toWellFormed());
        } catch {
          // Not every column takes a text.
        } finally {
          database.close();
        }
        await describeAnew(copy);
        return `${table}.${column} = ${JSON.stringify(value.slice(0, 60))}`;
      }
    }
  }
}

function leadsOut(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    for (const stored of EXPORTED_PARTS.files) namesOf(database, stored);
    return false;
  } catch {
    return true;
  } finally {
    database.close();
  }
}
