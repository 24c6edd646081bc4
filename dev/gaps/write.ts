import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PACKAGE } from "../config/project.ts";
import { gapsPage } from "./gaps-page.ts";

// Run after a change to a service's operations, its gaps.ts or the SDK: npm run gaps
await writeFile(join(PACKAGE, "dev/docs/gaps.md"), await gapsPage());
