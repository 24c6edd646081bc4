import { measureAccuracy, type OnPicture } from "../accuracy/accuracy.ts";
import { calibrate, writeCurve } from "../accuracy/calibrate.ts";
import { checkPage, writePage } from "../accuracy/page.ts";
import { readResult } from "../accuracy/result.ts";
import { UsageError } from "../config/command-line.ts";
import { chosenEmbedder } from "../engine/rekognition.ts";
import { accuracyLines } from "../output/accuracy-lines.ts";
import type { OutputSink } from "../output/output-sink.ts";
import { type GivenEmbedder, readEmbedder } from "../rekognition/model/given/embedder.ts";
import { LocalFaceModel } from "../rekognition/model/local-face-model.ts";
import type { Command } from "./command.ts";

/** Worst pairs of each kind that the page shows. */
const SHOWN = 40;

/** `doppelface accuracy DIR`: how well the face model tells people apart, on labelled photographs. */
export const accuracy: Command = {
  name: "accuracy",
  summary: "Measure the face model on photographs of people whom you know (npm run accuracy)",
  usage: "accuracy DIR [--page FILE] [--beside FILE] [--embedder FILE [--calibrate]] [--json]",
  mostArguments: 1,
  details: [
    "DIR/<person>/*.jpg, *.jpeg, *.png    photographs of one person each, whose largest face is that person's",
    "DIR/<group>/<person>/*               the same by group; every group is measured by itself as well",
    "DIR/no-face/*, DIR/no-face/<kind>/*  photographs that show nobody",
    "",
    "Nothing leaves the machine, and nothing is stored but the page and, by --calibrate, the embedder's curve.",
  ].join("\n"),
  options: {
    page: { type: "string", value: "FILE", description: "Write the worst pairs as one page of pictures to look at" },
    beside: { type: "string", value: "FILE", description: "Show an earlier result (of --json) in a second column" },
    embedder: { type: "string", value: "FILE", description: "Measure this ONNX file's vectors, beside our own" },
    "embedder-input": { type: "string", value: "INPUT", description: "What its input holds; default: rgb,127.5,127.5" },
    calibrate: { type: "boolean", description: "Find the embedder's curve and write it beside its file" },
  },
  async run({ values, positionals: [root], settings, output }) {
    if (root === undefined) throw new UsageError("Which folder? doppelface accuracy DIR; --help says what it holds.");
    const { page } = values;
    const earlier = typeof values["beside"] === "string" ? await readResult(values["beside"]) : undefined;
    if (typeof page === "string") await checkPage(page);
    const choice = chosenEmbedder(settings);
    const given = choice && (await readEmbedder(choice));
    if (values["calibrate"] === true) return findCurve(root, given, output);
    const measure = (of: GivenEmbedder | undefined) =>
      withModel(of, output, (model, onPicture) =>
        measureAccuracy(root, model, typeof page === "string" ? SHOWN : 0, onPicture),
      );
    const measured = await measure(given);
    if (typeof page === "string") await writePage(page, root, measured);
    const own = given !== undefined && earlier === undefined ? (await measure(undefined)).result : undefined;
    const second =
      own === undefined ? earlier && { name: "before", result: earlier } : { name: "our own", result: own };
    output.result(measured.result, accuracyLines(measured.result, second, output.columns));
    return 0;
  },
};

async function findCurve(root: string, given: GivenEmbedder | undefined, output: OutputSink): Promise<number> {
  if (given === undefined) {
    throw new UsageError("--calibrate finds the curve of an embedder of yours: name it by --embedder FILE.");
  }
  const { curve, strangers } = await withModel(given, output, (model, onPicture) => calibrate(root, model, onPicture));
  const file = await writeCurve(given, curve);
  output.result({ file, curve, strangers }, [
    `Similarity is 95 at ${(curve.middle - curve.steepness * Math.log(19)).toFixed(3)}, where one in 1,000 of ${strangers} pairs of strangers lies.`,
    `The curve is in ${file}. Measure it on other photographs than these.`,
  ]);
  return 0;
}

async function withModel<Result>(
  given: GivenEmbedder | undefined,
  output: OutputSink,
  work: (model: LocalFaceModel, onPicture: OnPicture) => Promise<Result>,
): Promise<Result> {
  const model = new LocalFaceModel({ given });
  output.progress("looking at the pictures");
  try {
    return await work(model, (done, of) => output.detail(`looking at the pictures: ${done} of ${of}`));
  } finally {
    await model.close();
  }
}
