import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MUTANTS } from "./mutants.ts";

// What catches them: npm run mutations
test.each(MUTANTS)("'$name' fits the handler", ({ file, from }) => {
  expect(readFileSync(`handler/${file}`, "utf8").split(from)).toHaveLength(2);
});
