import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeBuilds } from "../../dev/watch/builds.ts";
import { type WatchedFunction, watchFunction } from "./watched-function.ts";

const INDEX = "handler/index.ts";

/** A handler that answers a text. */
function saying(text: string): Record<string, string> {
  return { [INDEX]: `export const handler = async (): Promise<string> => "${text}";` };
}

let watched: WatchedFunction;

beforeAll(async () => {
  watched = await watchFunction(saying("the sources"));
});
afterAll(async () => watched[Symbol.asyncDispose]());

test("the function runs the sources from the start", async () => {
  expect(await watched.answer()).toBe("the sources");
});

test("the next invocation runs what was written", async () => {
  for (let number = 0; number < 10; number++) {
    watched.save(saying(`write ${number}`));
    expect(await watched.answer()).toBe(`write ${number}`);
  }
});

test("the next invocation runs what was put in place by an atomic rename", async () => {
  for (let number = 0; number < 10; number++) {
    watched.save({ "handler/.index.ts.tmp": saying(`rename ${number}`)[INDEX] ?? "" });
    renameSync(join(watched.project, "handler/.index.ts.tmp"), join(watched.project, INDEX));
    expect(await watched.answer()).toBe(`rename ${number}`);
  }
});

test("the file that an editor writes first, to put it in place of the one that is saved, is not named", async () => {
  const live = watched.next("live");
  // As `sed -i` does.
  watched.save({ "handler/sedOWhdkN": saying("by sed")[INDEX] ?? "" });
  renameSync(join(watched.project, "handler/sedOWhdkN"), join(watched.project, INDEX));

  expect(await live).toMatchObject({ what: "bundle", files: [INDEX] });
});

test("an editor that moves the old file away first is no failure", async () => {
  const file = join(watched.project, INDEX);
  const failures: unknown[] = [];
  const stop = watched.bus.on("reloadFailed", (event) => failures.push(event));
  renameSync(file, `${file}~`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  watched.save(saying("moved"));
  unlinkSync(`${file}~`);

  expect(await watched.answer()).toBe("moved");
  stop();
  expect(failures).toEqual([]);
});

test("many files saved at once are one reload, with all of them in", async () => {
  const parts = Array.from({ length: 60 }, (_, number) => number);
  const all = (value: number): Record<string, string> => ({
    ...Object.fromEntries(parts.map((part) => [`handler/parts/p${part}.ts`, `export const value = ${value};`])),
    [INDEX]: [
      ...parts.map((part) => `import { value as v${part} } from "./parts/p${part}.ts";`),
      `export const handler = async () => [${parts.map((part) => `v${part}`).join(", ")}];`,
    ].join("\n"),
  });
  for (const value of [1, 2, 3]) {
    watched.save(all(value));
    expect(await watched.answer()).toEqual(parts.map(() => value));
  }
});

test("a save that changes nothing leaves the warm environment alone", async () => {
  watched.save({ [INDEX]: "export const handler = async () => process.pid;" });
  const pid = await watched.answer();
  const live = watched.next("live");
  utimesSync(join(watched.project, INDEX), new Date(), new Date());

  expect(await live).toMatchObject({ what: "nothing" });
  expect(await watched.answer()).toBe(pid);
});

test("broken code keeps the old code running, and is told with its code frame", async () => {
  watched.save(saying("before it broke"));
  await watched.answer();
  const failed = watched.next("reloadFailed");
  watched.save({ [INDEX]: "export const handler = async () => {\n  return nonsense(;\n};\n" });

  expect(await watched.answer()).toBe("before it broke");
  const { message, files } = await failed;
  expect(files).toEqual([INDEX]);
  expect(message).toContain('Unexpected ";"');
  expect(message).toContain("handler/index.ts:2:18:");
  expect(message).toContain("return nonsense(;");

  watched.save(saying("mended"));
  expect(await watched.answer()).toBe("mended");
});

test("code that is put back after a failure is told as live again", async () => {
  watched.save(saying("put back"));
  expect(await watched.answer()).toBe("put back");
  const failed = watched.next("reloadFailed");
  watched.save({ [INDEX]: "export const handler = async () => {\n  return nonsense(;\n};\n" });
  await failed;
  const live = watched.next("live");

  watched.save(saying("put back"));

  expect(await live).toMatchObject({ what: "restored", files: [INDEX] });
  expect(await watched.answer()).toBe("put back");
});

test("what cannot be watched is told, and the rest is", async () => {
  const told = new Promise<string>((resolve) => {
    const stop = watched.bus.on("notice", ({ message }) => {
      stop();
      resolve(message);
    });
  });
  symlinkSync("loop", join(watched.project, "handler/loop"));
  expect(await told).toMatch(/^Saves may go unseen from here on: .*ELOOP/);
  unlinkSync(join(watched.project, "handler/loop"));

  watched.save(saying("mended"));
  expect(await watched.answer()).toBe("mended");
});

test("an empty file is not taken for code", async () => {
  const failed = watched.next("reloadFailed");
  watched.save({ [INDEX]: "" });

  expect(await watched.answer()).toBe("mended");
  expect((await failed).message).toBe("handler/index.ts is empty.");
});

/** Puts a package into `node_modules` as npm does: its files, and then what is installed. */
function install(name: string, version: string): void {
  const folder = join(watched.project, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version, type: "module", exports: "./index.js" }));
  writeFileSync(join(folder, "index.js"), `export const version = ${JSON.stringify(version)};`);
  watched.save({ "node_modules/.package-lock.json": JSON.stringify({ packages: { [name]: { version } } }) });
}

test("a dependency that is added: told what is missing until it is installed, then live without a save", async () => {
  const failed = watched.next("reloadFailed");
  watched.save({ [INDEX]: 'import { version } from "added";\nexport const handler = async () => version;' });
  const { message } = await failed;
  expect(message).toContain('Could not resolve "added"');
  expect(message).toContain("handler/index.ts:1:24:");

  const live = watched.next("live");
  install("added", "1.0.0");
  expect(await live).toMatchObject({ what: "bundle" });
  expect(await watched.answer()).toBe("1.0.0");
});

test("a dependency in another version reaches the next invocation", async () => {
  const live = watched.next("live");
  install("added", "2.0.0");
  await live;
  expect(await watched.answer()).toBe("2.0.0");
});

test("an invocation that runs during an edit ends on the old code, the next one waits for the new", async () => {
  const [started, go] = [join(watched.project, "started"), join(watched.project, "go")];
  watched.save({
    [INDEX]: `
      import { existsSync, writeFileSync } from "node:fs";
      export const handler = async () => {
        writeFileSync(${JSON.stringify(started)}, "");
        while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 5));
        return "old";
      };`,
  });
  const running = watched.answer();
  await expect.poll(() => existsSync(started), { timeout: 10_000 }).toBe(true);

  watched.save(saying("new"));
  expect(await watched.answer()).toBe("new");
  watched.save(saying("newer"));
  expect(await watched.answer()).toBe("newer");

  writeFileSync(go, "");
  expect(await running).toBe("old");
});

test("an error is traced to the line of the source", async () => {
  watched.save({ [INDEX]: 'export const handler = async () => {\n  throw new Error("at line two");\n};' });
  const { errorMessage, trace } = (await watched.answer()) as { errorMessage: string; trace: string[] };
  expect(errorMessage).toBe("at line two");
  expect(trace[1]).toContain(`${join(watched.project, INDEX)}:2:9`);
});

test("a start that fails leaves nothing that keeps the process alive", async () => {
  const watching = () => process.getActiveResourcesInfo().filter((what) => what === "FSEventWrap").length;
  const before = watching();
  const files = { [INDEX]: 'import "./nothing.ts";', "handler/nothing.ts": "" };
  await expect(watchFunction(files)).rejects.toThrow("handler/nothing.ts is empty.");
  expect(watching()).toBe(before);
});

test("old builds are removed, and those of processes that have ended", async () => {
  const folder = join(watched.project, "node_modules/.cache/doppelface/builds");
  const [own = ""] = readdirSync(folder);
  expect(readdirSync(join(folder, own)).length).toBeLessThanOrEqual(6);
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  mkdirSync(join(folder, `${pid}-1`, "1"), { recursive: true });

  await removeBuilds(watched.project);

  expect(readdirSync(folder)).toEqual([own]);
});
