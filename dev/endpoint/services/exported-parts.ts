import { NO_KEYS } from "../identity/credentials.ts";
import type { ExportedParts } from "../state/exported-parts.ts";
import { SERVICES } from "./services.ts";

/** What the services keep beside the database, and what of it is not for another process or machine. */
export const EXPORTED_PARTS: ExportedParts = {
  files: SERVICES.flatMap(({ keeps }) => keeps?.files ?? []),
  notTaken: [NO_KEYS, ...SERVICES.flatMap(({ keeps }) => keeps?.notTaken ?? [])],
  onImport: SERVICES.flatMap(({ keeps }) => keeps?.onImport ?? []),
};
