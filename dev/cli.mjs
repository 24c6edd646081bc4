#!/usr/bin/env node
import module from "node:module";
import { fileURLToPath } from "node:url";
import { onNode24 } from "./node.mjs";

const args = process.argv.slice(2);
const code = await onNode24([fileURLToPath(import.meta.url), ...args]);
if (code === undefined) {
  module.enableCompileCache();
  const { main } = await import("./main.ts");
  process.exitCode = await main(args);
} else {
  process.exitCode = code;
}
