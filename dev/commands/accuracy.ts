import { measureAccuracy } from "../accuracy/accuracy.ts";
import { checkPage, writePage } from "../accuracy/page.ts";
import { readResult } from "../accuracy/result.ts";
import { UsageError } from "../config/command-line.ts";
import { accuracyLines } from "../output/accuracy-lines.ts";
import type { Command } from "./command.ts";

/** Worst pairs of each kind that the page shows. */
const SHOWN = 40;

/** `doppelface accuracy DIR`: how well the face model tells people apart, on labelled photographs. */
export const accuracy: Command = {
  name: "accuracy",
  summary: "Measure the face model on photographs of people whom you know (npm run accuracy)",
  usage: "accuracy DIR [--page FILE] [--beside FILE] [--json]",
  mostArguments: 1,
  details: [
    "DIR/<person>/*.jpg, *.jpeg, *.png    photographs of one person each, whose largest face is that person's",
    "DIR/<group>/<person>/*               the same by group; every group is measured by itself as well",
    "DIR/no-face/*, DIR/no-face/<kind>/*  photographs that show nobody",
    "",
    "Nothing leaves the machine, and nothing is stored but the page.",
  ].join("\n"),
  options: {
    page: { type: "string", value: "FILE", description: "Write the worst pairs as one page of pictures to look at" },
    beside: { type: "string", value: "FILE", description: "Show an earlier result (of --json) in a second column" },
  },
  async run({ values, positionals: [root], output }) {
    if (root === undefined) throw new UsageError("Which folder? doppelface accuracy DIR; --help says what it holds.");
    const { page } = values;
    const beside = typeof values["beside"] === "string" ? await readResult(values["beside"]) : undefined;
    if (typeof page === "string") await checkPage(page);
    const { LocalFaceModel } = await import("../rekognition/model/local-face-model.ts");
    const model = new LocalFaceModel();
    try {
      output.progress("looking at the pictures");
      const measured = await measureAccuracy(root, model, typeof page === "string" ? SHOWN : 0, (done, of) =>
        output.detail(`looking at the pictures: ${done} of ${of}`),
      );
      if (typeof page === "string") await writePage(page, root, measured);
      output.result(measured.result, accuracyLines(measured.result, beside, output.columns));
      return 0;
    } finally {
      await model.close();
    }
  },
};
