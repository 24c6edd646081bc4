import { join } from "node:path";
import { IS_REPOSITORY } from "./project.ts";

/** Where pictures are copied to, from the project's root. */
export const INBOX = IS_REPOSITORY ? join("fixtures", "inbox") : "inbox";
