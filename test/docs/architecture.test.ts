import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { FLOORS } from "../map/rooms.ts";

const PAGE = read("dev/docs/architecture.md");

test("the page has the steps of a request as the code has them", () => {
  const source = read("dev/endpoint/http/steps/steps.ts");
  const listOf = (name: string): string =>
    new RegExp(`function ${name}[\\s\\S]*?return \\[([\\s\\S]*?)\\];`).exec(source)?.[1] ?? "";
  const named = (list: string): string[] =>
    [...list.matchAll(/(?<=^|,)\s*(\w+)(?=\(|,|$)/gm)].map(([, name = ""]) => name);
  const inCode = [...named(listOf("requestSteps")), ...named(listOf("operationSteps"))].filter((name) =>
    existsSync(join(PROJECT, `dev/endpoint/http/steps/${name}.ts`)),
  );

  const onPage = [...PAGE.matchAll(/^\d+\. \*\*(\w+)\*\*/gm)].map(([, name = ""]) => name);

  expect(onPage).toEqual(inCode);
  expect(onPage).toContain("permissions");
});

test("the page draws the floors of the map", () => {
  const drawn = /```text\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? "";
  const names = [...drawn.matchAll(/^ {2}(\S.*?) {2,}/gm)].map(([, name = ""]) => name);
  expect(names.slice(1)).toEqual(
    FLOORS.map(({ name }) => name)
      .toReversed()
      .slice(2),
  );
});

test("links of the pages lead somewhere", () => {
  const pages = ["README.md", "CONTRIBUTING.md", ".github/SECURITY.md", ...pagesIn("dev/docs")];
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !existsSync(join(PROJECT, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

function pagesIn(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join(folder, path));
}

function read(path: string): string {
  return readFileSync(join(PROJECT, path), "utf8");
}
