import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { homeVariable, userCache } from "../../config/process-environment.ts";
import { REGION } from "../../config/settings.ts";
import { pythonWith } from "../../python/tool-environment.ts";

/** AWS's own package, by which `sam` and CloudFormation transform templates, and what it reads templates with. */
const PACKAGES = ["aws-sam-translator==1.115.0"];

const Answer = v.union([
  v.object({ template: v.looseObject({ Resources: v.record(v.string(), v.unknown()) }) }),
  v.object({ errors: v.array(v.string()) }),
]);

/** What became of a template: what it stands for, or what is wrong with it. */
export type Translated = v.InferOutput<typeof Answer>;

let running: Promise<Translator> | undefined;

/**
 * Has a SAM template transformed by AWS's own translator, which needs neither network nor credentials. Its process stays,
 * since its import takes ten times as long as a transform. Throws NoPythonPackages.
 */
export async function translateSam(
  template: unknown,
  parameters: Readonly<Record<string, string>>,
): Promise<Translated> {
  running ??= Translator.start();
  try {
    return await (await running).ask({ template, parameters });
  } catch (error) {
    running = undefined;
    throw error;
  }
}

class Translator {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(child: ChildProcess, lines: AsyncIterator<string>) {
    this.#child = child;
    this.#lines = lines;
  }

  static async start(): Promise<Translator> {
    const python = await pythonWith(userCache(), "sam", PACKAGES);
    const script = fileURLToPath(new URL("translate.py", import.meta.url));
    const child = spawn(python, ["-I", "-u", script], {
      // boto3, which it asks for its Region alone.
      env: { ...homeVariable(), AWS_DEFAULT_REGION: REGION },
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(child, "spawn");
    // It ends with its input; nobody waits for it.
    child.unref();
    const { stdin, stdout } = child;
    for (const stream of [stdin, stdout]) unreference(stream);
    return new Translator(child, createInterface({ input: stdout })[Symbol.asyncIterator]());
  }

  /** One after the other. */
  ask(request: unknown): Promise<Translated> {
    const asked = this.#last.then(() => this.#ask(request));
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  async #ask(request: unknown): Promise<Translated> {
    // While an answer is awaited, the process stays.
    this.#child.ref();
    const waiting = setInterval(() => undefined, 1_000);
    try {
      this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
      const line = await this.#lines.next();
      if (line.done === true) throw new Error("The translator of SAM templates ended without an answer.");
      return v.parse(Answer, JSON.parse(line.value));
    } finally {
      clearInterval(waiting);
      this.#child.unref();
    }
  }
}

function unreference(stream: object): void {
  if ("unref" in stream && typeof stream.unref === "function") stream.unref();
}
