import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { PROJECT } from "../../dev/config/project.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

/** What a script told of its calls. */
export interface Boto3Run {
  /** Operations that were called, by the API's names. */
  readonly called: ReadonlySet<string>;
  /** Lines that tell of something else than a call or a thing that is as it should be: a traceback for one. */
  readonly wrong: readonly string[];
  /** How many things were looked at. */
  readonly checks: number;
}

/** Runs a script of this folder with the address of a new endpoint and further arguments. */
export async function runBoto3(script: string, ...more: readonly string[]): Promise<Boto3Run> {
  const { status } = spawnSync("python3", ["-c", "import boto3"]);
  if (status !== 0) throw new Error("This suite needs Python 3 with boto3: pip install boto3");
  await using endpoint = await startTestEndpoint();
  // Not waited for in this thread: the endpoint answers in it.
  const python = spawn("python3", [join(PROJECT, "test/tools", script), endpoint.url, ...more], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  let output = "";
  for (const stream of [python.stdout, python.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  await new Promise((resolve) => python.once("close", resolve));
  const lines = output.trim().split("\n");
  const called = lines.flatMap((line) => /^called (\w+)$/.exec(line)?.[1] ?? []);
  return {
    called: new Set(called),
    wrong: lines.filter((line) => !/^(?:ok|called) /.test(line)),
    checks: lines.filter((line) => line.startsWith("ok ")).length,
  };
}
