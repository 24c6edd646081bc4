import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { layerPaths } from "../../../../dev/endpoint/services/lambda/execution/layer-paths.ts";

const functions = mkdtempSync(join(tmpdir(), "doppelface-layers-"));
afterAll(() => rmSync(functions, { recursive: true }));
for (const place of ["a/python", "b/python/lib/python3.13/site-packages", "b/bin", "a/lib", "task/lib"]) {
  mkdirSync(join(functions, place), { recursive: true });
}
const Layers = ["a", "b"].map((folder) => ({ Arn: folder, CodeSize: 1, folder }));
const paths = (Runtime: string, Environment: Record<string, string> = {}, layers = Layers) =>
  layerPaths({ Runtime, Layers: layers, Environment }, functions, join(functions, "task"), "/usr/bin");

test("a Python function has its layers' packages, programs and libraries, the last layer's first", () => {
  expect(paths("python3.13")).toEqual({
    PYTHONPATH: `${functions}/b/python:${functions}/a/python:${functions}/b/python/lib/python3.13/site-packages`,
    PATH: `/usr/bin:${functions}/b/bin`,
    LD_LIBRARY_PATH: `${functions}/task:${functions}/task/lib:${functions}/a/lib`,
  });
});

test("a Node function has the packages for its version before those for all", () => {
  expect(paths("nodejs22.x")["NODE_PATH"]?.split(":")).toEqual([
    `${functions}/b/nodejs/node22/node_modules`,
    `${functions}/a/nodejs/node22/node_modules`,
    `${functions}/b/nodejs/node_modules`,
    `${functions}/a/nodejs/node_modules`,
  ]);
});

test("what a function sets itself stays, its folders below /opt those of every layer, below /var/task its own", () => {
  const own = { PYTHONPATH: "lib:/opt/python:/var/task/vendor", OTHER: "/opt/x" };
  expect(paths("python3.13", own)["PYTHONPATH"]).toBe(
    `lib:${functions}/b/python:${functions}/a/python:${functions}/task/vendor`,
  );
});

test("without layers native libraries are those of the function", () => {
  expect(paths("nodejs24.x", {}, [])).toEqual({ LD_LIBRARY_PATH: `${functions}/task:${functions}/task/lib` });
});
