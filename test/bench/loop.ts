import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { copyProject } from "../support/project.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { type BenchEnvironment, startEnvironment } from "./environment.ts";
import { own } from "./owned.ts";
import { summarise } from "./statistics.ts";

const FUNCTION = "rekognition";
/** Milliseconds between saves that are measured: a person is never faster. */
const PAUSE_MS = 300;
const STACK_SAVES = 5;
/** With ten functions the median is to be that of one, and at most a fifth more. */
const OF_MANY = 1.2;

/** How often is saved. */
interface Counts {
  readonly functions: number;
  /** Saves of each kind that are measured. */
  readonly measured: number;
  /** Saves of which no answer may be stale, those that are measured among them. */
  readonly checked: number;
}

/** From a save to the new code's answer, in copies of this project under `doppelface up`. */
export const loop: Benchmark = {
  name: "loop",
  summary:
    "save of the handler to its next answer, stale answers, save of infra/ to live; with one function and ten (300 saves)",
  async run(report, { profile }) {
    const one = await measure(report, { functions: 1, measured: 100, checked: 1000 }, { profile, targets: [35, 35] });
    await measure(
      report,
      { functions: 10, measured: 60, checked: 300 },
      { profile, targets: [OF_MANY * one[0], OF_MANY * one[1]] },
    );
  },
};

/** Resolves with the medians of a save that is written and of one that is put in place, in milliseconds. */
async function measure(
  report: Report,
  { functions, measured, checked }: Counts,
  { profile, targets }: { profile: string | undefined; targets: readonly [number, number] },
): Promise<[number, number]> {
  const project = copyProject();
  await using _folder = own(() => rm(project, { recursive: true, force: true }));
  await addFunctions(project, functions - 1);
  const of = functions === 1 ? "" : `, of ${functions} functions`;
  const sources = await editableSources(project);
  await using environment = await startEnvironment({ project, profile });
  const lambda = new LambdaClient(environment.client);
  let saves = 0;
  let stale = 0;
  const medians: number[] = [];
  const saveAndAsk = async (save: (file: string, text: string) => Promise<void>): Promise<number> => {
    const number = ++saves;
    const startedAt = performance.now();
    await save(sources.handlerFile, sources.handler(number));
    const answer = await ask(lambda);
    if (answer !== String(number)) stale++;
    return performance.now() - startedAt;
  };
  try {
    for (const [how, save, target] of [
      ["written", writeFile, targets[0]],
      ["put in place by a rename", replaceFile, targets[1]],
    ] as const) {
      const samples: number[] = [];
      for (let number = 0; number < measured; number++) {
        await sleep(PAUSE_MS);
        samples.push(await saveAndAsk(save));
      }
      report.measured({ name: `save (${how}) to the new answer${of}`, unit: "ms", samples, target });
      medians.push(summarise(samples).median);
    }
    for (let number = saves; number < checked; number++) await saveAndAsk(writeFile);
    report.note(`answers that were not those of the last save${of}: ${stale} of ${saves}`);
    if (stale > 0) report.wrong(`${stale} stale answers`);
    const samples: number[] = [];
    for (let number = 0; number < STACK_SAVES; number++) {
      const live = nextStackChange(environment);
      const startedAt = performance.now();
      await writeFile(sources.stackFile, sources.stack(61 + number));
      await live;
      samples.push((performance.now() - startedAt) / 1000);
    }
    report.measured({ name: `save of infra/ to live${of}`, unit: "s", samples, target: 1.5 });
    return [medians[0] ?? 0, medians[1] ?? 0];
  } finally {
    lambda.destroy();
  }
}

/** Further functions beside the one of the template, each with an entry of its own. */
async function addFunctions(project: string, count: number): Promise<void> {
  if (count === 0) return;
  for (let number = 1; number <= count; number++) {
    await writeFile(join(project, "handler", `more-${number}.ts`), `export const handler = async () => ${number};\n`);
  }
  const file = join(project, "infra", "pipeline-stack.ts");
  const text = await readFile(file, "utf8");
  const added = `
    for (let number = 1; number <= ${count}; number++) {
      const code = handlerCode(\`handler/more-\${number}.ts\`);
      new LambdaFunction(this, \`More\${number}\`, { runtime: Runtime.NODEJS_24_X, handler: "index.handler", code });
    }
    addAlarms(this, names);`;
  const imports = `import { Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { handlerCode } from "./handler-code.ts";
`;
  await writeFile(file, imports + text.replace("\n    addAlarms(this, names);", added));
}

/** The texts of a handler that answers a number, and of a stack whose function has so many seconds. */
async function editableSources(project: string) {
  const handlerFile = join(project, "handler", "index.ts");
  const stackFile = join(project, "infra", "pipeline-function.ts");
  const [handler, stack] = await Promise.all([readFile(handlerFile, "utf8"), readFile(stackFile, "utf8")]);
  const edited = (text: string, from: string, to: string): string => {
    if (!text.includes(from)) throw new Error(`The benchmark edits ${JSON.stringify(from)}, which is not there.`);
    return text.replace(from, to);
  };
  return {
    handlerFile,
    stackFile,
    handler: (number: number) =>
      edited(handler, "  logger.addContext(context);", `  if (event === "number") return ${number} as never;`),
    stack: (seconds: number) => edited(stack, "Duration.seconds(60)", `Duration.seconds(${seconds})`),
  };
}

async function ask(lambda: LambdaClient): Promise<string> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: FUNCTION, Payload: '"number"' }));
  return Payload?.transformToString() ?? "";
}

async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

function nextStackChange({ bus }: BenchEnvironment): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = bus.onEvery((event) => {
      if (event.type === "live" && event.what === "stack") resolve();
      else if (event.type === "reloadFailed") reject(new Error(event.message));
      else return;
      stop();
    });
  });
}
