import { PROCESS_TABLE } from "./lambda/execution/process-table.ts";
import { CODE_FOLDERS } from "./lambda/store.ts";
import { OBJECT_FILES } from "./s3/store/schema.ts";
import type { ExportedParts } from "../state/export.ts";

/** What the services keep beside the database, and what of it is not for another process. */
export const EXPORTED_PARTS: ExportedParts = {
  files: [OBJECT_FILES, CODE_FOLDERS],
  processTables: [PROCESS_TABLE],
};
