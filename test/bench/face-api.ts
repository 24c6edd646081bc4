import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { copyFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { temporaryFolder } from "./environment.ts";
import { own } from "./owned.ts";

/** What the peer runs on: 308 MB installed, so it is no dependency but fetched into a temporary folder. */
const PACKAGES = ["@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0"];

const PROCESS = fileURLToPath(new URL("./face-api-process.ts", import.meta.url));
const Answer = v.object({ ms: v.number(), faces: v.number() });

/** What the peer found in a picture, and how long it took from its bytes on. */
export type PeerAnswer = v.InferOutput<typeof Answer>;

/** A running @vladmandic/face-api on tfjs-wasm. */
export interface FaceApiPeer extends AsyncDisposable {
  /** Detects faces with landmarks, expressions, age and gender. */
  analyse(path: string): Promise<PeerAnswer>;
}

/** Installs and starts the peer; resolves with why it is not there where that fails, without a network for example. */
export async function startFaceApi(): Promise<FaceApiPeer | string> {
  const folder = await temporaryFolder();
  const install = spawnSync(
    "npm",
    ["install", "--prefix", folder.path, "--no-audit", "--no-fund", "--ignore-scripts", ...PACKAGES],
    {
      cwd: folder.path,
      encoding: "utf8",
    },
  );
  if (install.status !== 0) {
    await folder[Symbol.asyncDispose]();
    return `npm install ${PACKAGES.join(" ")}: ${install.error?.message ?? install.stderr.trim().slice(-300)}`;
  }
  const faceApi = dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json"));
  await copyFile(join(faceApi, "dist/face-api.node-wasm.js"), join(folder.path, "face-api.node-wasm.js"));
  const child = spawn(process.execPath, [PROCESS, folder.path], { stdio: ["pipe", "pipe", "ignore"] });
  const owner = own(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) {
      await new Promise((resolve) => child.once("exit", resolve));
    }
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async analyse(path) {
      child.stdin.write(`${path}\n`);
      return nextAnswer(lines, child);
    },
    async [Symbol.asyncDispose]() {
      await owner[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Lines that are no answer are what TensorFlow says of itself. */
async function nextAnswer(lines: AsyncIterator<string>, child: ChildProcess): Promise<PeerAnswer> {
  for (;;) {
    const { done, value } = await lines.next();
    if (done === true) throw new Error(`face-api's process ended with ${String(child.exitCode ?? child.signalCode)}`);
    if (value.startsWith("{")) return v.parse(Answer, JSON.parse(value));
  }
}
