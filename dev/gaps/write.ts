import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../config/project.ts";
import { gapsPage } from "./gaps-page.ts";

// Run after a change to a service's operations, its gaps.ts or the SDK: npm run gaps
await writeFile(join(PROJECT, "dev/docs/gaps.md"), await gapsPage());
