import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";

/** As the formatter has it. */
const WIDTH = 120;
const SKIPPED = new Set(["node_modules", "cdk.out"]);

test("a guard that fits on one line stands on one, and has braces otherwise, as has every other branch and loop", () => {
  const files = ["dev", "handler", "infra", "fixtures", "test"].flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.tsx?$/.test(path) && !path.split(/[\\/]/).some((part) => SKIPPED.has(part)))
      .map((path) => join(folder, path)),
  );

  const wrong = files.flatMap((file) =>
    wrongGuards(readFileSync(join(PROJECT, file), "utf8")).map((guard) => `${file}: ${guard}`),
  );

  expect(files.length).toBeGreaterThan(1000);
  expect(wrong).toEqual([]);
});

test("every wrong form is seen", () => {
  expect(wrongGuards("  if (a) {\n    return b;\n  }\n")).toEqual(["if (a)"]);
  expect(wrongGuards(`  if (a)\n    throw new Error("${"x".repeat(WIDTH)}");\n`)).toEqual(["if (a)"]);
  expect(wrongGuards("  for (const a of b)\n    c(a);\n")).toEqual(["for (const a of b)"]);
  expect(wrongGuards("  for await (const a of b)\n    c(a);\n")).toEqual(["for await (const a of b)"]);
  expect(wrongGuards("  if (a) b();\n  else if (c)\n    d();\n  else\n    e();\n")).toEqual(["else if (c)", "else"]);
  expect(wrongGuards("  if (a) return b;\n")).toEqual([]);
  expect(wrongGuards("  if (a) {\n    return b;\n  } else {\n    c();\n  }\n")).toEqual([]);
  expect(wrongGuards(`  if (a) {\n    return "${"x".repeat(WIDTH)}";\n  }\n`)).toEqual([]);
});

function wrongGuards(text: string): string[] {
  const braced = /^( *)(if \([^\n]*\)) \{\n *((?:return|throw|continue|break)\b[^\n]*;)\n *\}\n(?! *else)/gm;
  const bare = /^ *((?:\} )?(?:else )?(?:if|for|for await|while) \([^\n]*\)|(?:\} )?else)\n/gm;
  const fitting = [...text.matchAll(braced)].filter(
    ([, indent = "", condition = "", end = ""]) => `${indent}${condition} ${end}`.length <= WIDTH,
  );
  return [
    ...fitting.map(([, , condition = ""]) => condition),
    ...[...text.matchAll(bare)].map(([, guard = ""]) => guard),
  ];
}
