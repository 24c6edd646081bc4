import { clientConfig } from "../support/endpoint.ts";
import { collectCorpus } from "./corpus.ts";
import { Dice } from "./dice.ts";
import { FuzzedProcess } from "./fuzzed-process.ts";
import { Imports } from "./imports.ts";
import { type Framing, type Message, type Sample, serialise } from "./message.ts";
import { chooseFraming, mutate } from "./mutate.ts";
import { pictureRequest, samplePictures } from "./pictures.ts";
import { type Answer, sendBytes } from "./send.ts";
import { sign } from "./sign.ts";

/** What a run is made of. The same seed gives the same requests in the same order. */
export interface FuzzOptions {
  readonly seed: number;
  readonly inputs: number;
  /** Share of the inputs that are pictures, 0–1; each takes the model some 20 ms. */
  readonly pictures: number;
  /** Share of the inputs that are exports to be imported, 0–1; none unless told. */
  readonly imports?: number;
  /** Ends the run early; milliseconds. */
  readonly limitMs?: number;
  /** Told now and then how many inputs were sent. */
  readonly progress?: (sent: number) => void;
}

/** An input that the endpoint did not stand. */
export interface Defect {
  readonly index: number;
  readonly service: string;
  readonly what: string;
  /** The request's bytes, the beginning of them. */
  readonly request: string;
}

/** What a run found. */
export interface FuzzResult {
  readonly sent: number;
  readonly defects: readonly Defect[];
  /** What the endpoint told its user of defects of its own, each once. */
  readonly notices: readonly string[];
  /** Answers by service and status, for example `s3 404`. */
  readonly statuses: ReadonlyMap<string, number>;
  /** Bytes that the endpoint held after the corpus, at most, and at the end. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number };
  readonly ms: number;
}

/** Requests under way at once. */
const CONCURRENCY = 12;
/** Longer than any answer may take: the longest is the timeout of a function. */
const HANG_MS = 30_000;
/** More would only repeat the first. */
const MOST_DEFECTS = 25;
/** What S3 answers to a condition that it does not have, and every service on a full disk. */
const DECLARED = /^(501 NotImplemented|507 InsufficientStorage)$/;

interface Input {
  readonly index: number;
  readonly service: string;
  readonly message: Message;
  readonly framing: Framing;
  readonly resetAt: number | undefined;
}

/** Sends mutated requests to an endpoint of its own, and sees whether it stands them. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const startedAt = performance.now();
  const endpoint = await FuzzedProcess.start();
  const imports = new Imports();
  try {
    const samples = await collectCorpus(clientConfig(endpoint.url.href));
    const pictures = await samplePictures();
    await imports.prepare();
    const before = await endpoint.memory();
    const run = new Run(endpoint, samples, pictures, imports, options);
    await Promise.all(Array.from({ length: CONCURRENCY }, () => run.work()));
    await run.checkAlive();
    const after = endpoint.ended === undefined ? await endpoint.memory() : 0;
    return {
      sent: run.sent,
      defects: run.defects,
      notices: [...new Set(endpoint.notices.filter((notice) => /internal error|please report/i.test(notice)))],
      statuses: run.statuses,
      memory: { before, most: Math.max(run.mostMemory, before, after), after },
      ms: performance.now() - startedAt,
    };
  } finally {
    imports.dispose();
    await endpoint.stop();
  }
}

class Run {
  readonly #endpoint: FuzzedProcess;
  readonly #samples: readonly Sample[];
  readonly #services: readonly (readonly Sample[])[];
  readonly #pictures: readonly Buffer[];
  readonly #imports: Imports;
  readonly #options: FuzzOptions;
  readonly #until: number;
  readonly defects: Defect[] = [];
  readonly statuses = new Map<string, number>();
  #importing: Promise<void> = Promise.resolve();
  sent = 0;
  mostMemory = 0;

  constructor(
    endpoint: FuzzedProcess,
    samples: readonly Sample[],
    pictures: readonly Buffer[],
    imports: Imports,
    options: FuzzOptions,
  ) {
    this.#imports = imports;
    this.#endpoint = endpoint;
    this.#samples = samples;
    this.#services = [...Map.groupBy(samples, ({ service }) => service).values()];
    this.#pictures = pictures;
    this.#options = options;
    this.#until = performance.now() + (options.limitMs ?? Number.POSITIVE_INFINITY);
  }

  /** Sends one input after the other until all are sent, or the endpoint has ended. */
  async work(): Promise<void> {
    while (this.#goesOn()) {
      const index = this.sent++;
      if (await this.#imported(index)) continue;
      const input = await this.#input(index);
      const { message, framing, resetAt } = input;
      const bytes = serialise(message, framing);
      const answer = await sendBytes(this.#endpoint.url, bytes, {
        limitMs: HANG_MS,
        endsEarly: framing === "longer" || framing === "unterminated",
        ...(resetAt === undefined ? {} : { resetAt }),
      });
      this.#judge(input, answer);
      if (input.index % 1000 === 0) await this.#report(input.index);
    }
  }

  /** Whatever came in: every service answers a good request. */
  async checkAlive(): Promise<void> {
    if (this.#endpoint.ended !== undefined) return;
    const reading = /^(List|Describe|GetCallerIdentity)/;
    for (const samples of this.#services) {
      const sample = samples.find(({ operation }) => reading.test(operation));
      if (sample === undefined) continue;
      const message = await sign(sample, sample.service, this.#endpoint.url, new Dice(1));
      const answer = await sendBytes(this.#endpoint.url, serialise(message, "whole"), { limitMs: HANG_MS });
      if (answer.kind === "answered" && answer.status < 500) continue;
      const input = { index: -1, service: sample.service, message, framing: "whole" as const, resetAt: undefined };
      this.#found(input, `after the run ${sample.operation} is ${describe(answer)}`);
    }
  }

  /** Whether an input is an import; one at a time, since all have the same folder. */
  async #imported(index: number): Promise<boolean> {
    const dice = new Dice(Math.imul(this.#options.seed, 0x85ebca6b) + index);
    if (!dice.chance(this.#options.imports ?? 0)) return false;
    this.#importing = this.#importNext(index, dice, this.#importing);
    await this.#importing;
    return true;
  }

  async #importNext(index: number, dice: Dice, before: Promise<void>): Promise<void> {
    await before;
    const what = await this.#imports.run(dice);
    this.#count("import", what === undefined ? "stood" : "defect");
    if (what !== undefined) this.defects.push({ index, service: "import", what, request: "" });
  }

  #count(service: string, what: string): void {
    const name = `${service} ${what}`;
    this.statuses.set(name, (this.statuses.get(name) ?? 0) + 1);
  }

  async #input(index: number): Promise<Input> {
    const dice = new Dice(Math.imul(this.#options.seed, 0x9e3779b1) + index);
    const { url } = this.#endpoint;
    if (dice.chance(this.#options.pictures)) {
      const message = await sign(pictureRequest(this.#pictures, dice), "rekognition", url, dice);
      return { index, service: "rekognition", message, framing: "whole", resetAt: undefined };
    }
    const sample = dice.of(dice.of(this.#services));
    const mutated = mutate(sample, dice.chance(0.8) ? this.#siblings(sample) : this.#samples, dice);
    const framing = chooseFraming(dice);
    const message = await sign(mutated, sample.service, url, dice);
    const resetAt = framing === "reset" ? dice.below(message.body.length + 400) : undefined;
    return { index, service: sample.service, message, framing, resetAt };
  }

  #siblings(sample: Sample): readonly Sample[] {
    return this.#services.find((samples) => samples.includes(sample)) ?? this.#samples;
  }

  #judge(input: Input, answer: Answer): void {
    this.#count(input.service, describe(answer));
    const { ended } = this.#endpoint;
    if (ended !== undefined) this.#found(input, `the endpoint ended: ${ended}`);
    else if (answer.kind === "hung") this.#found(input, `no answer within ${HANG_MS} ms`);
    else if (answer.kind === "closed" && input.framing === "whole") this.#found(input, "closed without an answer");
    else if (answer.kind === "answered" && answer.status >= 500 && !DECLARED.test(describe(answer))) {
      this.#found(input, describe(answer));
    }
  }

  #found({ index, service, message, framing }: Input, what: string): void {
    const request = serialise(message, framing).subarray(0, 3000).toString("latin1");
    this.defects.push({ index, service, what, request });
  }

  #goesOn(): boolean {
    const { inputs } = this.#options;
    const open = this.sent < inputs && this.defects.length < MOST_DEFECTS && performance.now() < this.#until;
    return open && this.#endpoint.ended === undefined;
  }

  async #report(sent: number): Promise<void> {
    if (this.#endpoint.ended === undefined) {
      this.mostMemory = Math.max(this.mostMemory, await this.#endpoint.memory());
    }
    this.#options.progress?.(sent);
  }
}

/** For example `500 InternalFailure`. */
function describe(answer: Answer): string {
  if (answer.kind !== "answered") return answer.kind;
  const [, inXml, inJson, inHeader] =
    /<Code>([^<]+)<|"__type":"(?:[^"]*#)?([^"]+)"|x-amzn-errortype: (\S+)/i.exec(answer.text) ?? [];
  return `${answer.status} ${inXml ?? inJson ?? inHeader ?? ""}`.trim();
}
