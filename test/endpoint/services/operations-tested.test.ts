import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../../dev/config/project.ts";
import type { ServiceName } from "../../../dev/endpoint/service.ts";
import { servedOperations } from "../../../dev/gaps/served-operations.ts";

/** Folders of tests that are not named after their service. */
const FOLDERS: Partial<Record<ServiceName, string>> = {
  monitoring: "test/endpoint/services/cloudwatch",
  rekognition: "test/rekognition",
};

let served: Awaited<ReturnType<typeof servedOperations>>;

beforeAll(async () => {
  served = await servedOperations();
});

test("every operation that the SDK has is called through it by a test of its service", async () => {
  const untested: string[] = [];
  for (const [service, operations] of served) {
    const called = callsIn(await textOf(FOLDERS[service] ?? `test/endpoint/services/${service}`));
    untested.push(...operations.filter((name) => !called.has(name)).map((name) => `${service} ${name}`));
  }
  expect(untested).toEqual([]);
});

/** Operations by their commands, paginators, or methods of a whole client; an import alone does not get past the linter. */
function callsIn(text: string): Set<string> {
  const calls = text.matchAll(/\b(\w+)Command\b|\bpaginate(\w+)\b|\.([a-z]\w+)\(/g);
  return new Set([...calls].map(([, command, paged, method = ""]) => command ?? paged ?? capitalised(method)));
}

function capitalised(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

async function textOf(folder: string): Promise<string> {
  const entries = await readdir(join(PROJECT, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")));
  return texts.join("\n");
}
