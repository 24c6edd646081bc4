import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import { LocalFaceModel } from "../../dev/rekognition/model/local-face-model.ts";
import { readPeople } from "./labelled-photographs.ts";
import { reportLines } from "./report.ts";
import { tryPairs } from "./verification.ts";
import { trySearches } from "./user-searches.ts";

const USAGE = 2;

const HELP = `npm run accuracy -- DIR [--json]

DIR/<person>/*.jpg|jpeg|png  photographs of one person each, whose largest face is that person's
DIR/no-face/*                photographs without any face (optional)

Prints how well the face model tells these people apart. Nothing is stored.`;

process.exitCode = await main(process.argv.slice(2));

/** Measures the face model on labelled photographs. Resolves with the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { json: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  if (values.help || folder === undefined) {
    process.stdout.write(`${HELP}\n`);
    return values.help ? 0 : USAGE;
  }
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    process.stderr.write(`${folder} is no folder. What it should hold: npm run accuracy -- --help\n`);
    return USAGE;
  }
  const model = new LocalFaceModel();
  try {
    const { faces, ...counts } = await readPeople(folder, model);
    if (faces.length < 2) {
      process.stderr.write(
        `${folder} has ${faces.length} photographs in which a face was found; it takes two to compare.\n`,
      );
      return USAGE;
    }
    const result = { engine: model.version, ...counts, ...tryPairs(faces, model), ...trySearches(faces, model) };
    process.stdout.write(`${values.json ? JSON.stringify(result) : reportLines(result).join("\n")}\n`);
    return 0;
  } finally {
    await model.close();
  }
}
