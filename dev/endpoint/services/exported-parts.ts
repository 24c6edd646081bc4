import { NO_KEYS } from "../identity/credentials.ts";
import { PROCESSES_OF_NOBODY } from "./lambda/execution/process-table.ts";
import { CODE_FOLDERS, CODE_IN_PLACE } from "./lambda/store.ts";
import { OBJECT_FILES } from "./s3/store/schema.ts";
import type { ExportedParts } from "../state/exported-parts.ts";

/** What the services keep beside the database, and what of it is not for another process or machine. */
export const EXPORTED_PARTS: ExportedParts = {
  files: [OBJECT_FILES, CODE_FOLDERS],
  notTaken: [PROCESSES_OF_NOBODY, NO_KEYS],
  onImport: [CODE_IN_PLACE],
};
