import { fileURLToPath } from "node:url";

/** Absolute folder of the project: where `infra/`, `handler/` and `package.json` lie. */
export const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
