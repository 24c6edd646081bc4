import { START } from "../config/start-command.ts";
import { readFile } from "node:fs/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { S3Client } from "@aws-sdk/client-s3";
import { type FixturePicture, picturePath, pictures } from "../../fixtures/pictures.ts";
import { embeddedEngine } from "../engine/embedded.ts";
import { type Environment, startEnvironment } from "../engine/environment.ts";
import type { OutputSink } from "../output/output-sink.ts";
import { table } from "../output/table.ts";
import { uploadLines } from "../output/upload-line.ts";
import { rekognitionConnection } from "../pipeline/connection.ts";
import { waitForPicture } from "../pipeline/pictures.ts";
import { recognise } from "../pipeline/recognise.ts";
import { listRows, personName, readRows } from "../pipeline/rows.ts";
import { uploadPicture } from "../pipeline/upload-picture.ts";
import { Bus } from "../trace/bus.ts";
import { type UploadSteps, watchUploads } from "../trace/upload-steps.ts";
import type { Command } from "./command.ts";

/** What the demo uploads, and the one picture more that it asks about. */
export interface DemoScript {
  readonly uploads: readonly FixturePicture[];
  readonly question: FixturePicture;
}

/** `doppelface demo`: the drawn pictures through an environment of their own. */
export const demo: Command = {
  name: "demo",
  summary: "Upload the drawn pictures to an ephemeral environment and check what becomes of each.",
  usage: "demo [--json]",
  details:
    "Exit code 0 only if every picture reaches its expected status, each row has the right name, and the model recognises one more picture of a known person.",
  options: {},
  async run({ settings, output }) {
    const bus = new Bus();
    bus.on("notice", (notice) => output.event(notice));
    bus.on("modelLoading", () => output.progress("loading the face model"));
    output.progress("starting");
    const engine = embeddedEngine({
      settings: { ...settings, port: 0, retryDelay: 0 },
      ephemeral: true,
      fresh: false,
      bus,
    });
    const environment = await startEnvironment(engine, { progress: (text) => output.detail(text) });
    try {
      const differences = await runDemo(environment, defaultScript(), output);
      const { style } = output;
      output.result(
        { ok: differences.length === 0, differences },
        differences.length === 0
          ? ["", `${style.green("ok")}  Every picture, row and face is as expected. Your own: ${START}`]
          : ["", ...differences.map((line) => `${style.red("differs")}  ${line}`)],
      );
      return differences.length === 0 ? 0 : 1;
    } finally {
      await environment.stop();
    }
  },
};

/** One picture of each person and of everything that is no portrait; the question is a picture that lies on its side. */
export function defaultScript(): DemoScript {
  const uploads = pictures.filter(({ use }) => use !== "recognise" && use !== "look-alike");
  const question = pictures.find(({ drawing }) => drawing.kind === "people" && drawing.turned === true);
  if (question === undefined) throw new Error("fixtures/pictures.ts has no picture with EXIF orientation 6");
  return { uploads, question };
}

/** Uploads, shows each outcome and compares it. Resolves with the lines that differ from what is expected. */
export async function runDemo(
  environment: Omit<Environment, "deployed">,
  script: DemoScript,
  output: OutputSink,
): Promise<string[]> {
  const { connection, resources, bus } = environment;
  const dynamodb = new DynamoDBClient(connection);
  const s3 = new S3Client(connection);
  const rekognition = new RekognitionClient(rekognitionConnection(connection));
  const differences: string[] = [];
  const steps = collectSteps(bus);

  for (const fixture of script.uploads) {
    const upload = await uploadPicture(s3, resources.bucket, picturePath(fixture), fixture.key);
    const picture = await waitForPicture(dynamodb, resources.picturesTable, upload);
    const rows = await readRows(dynamodb, resources.table, picture.face_ids);
    const report = { key: fixture.key, picture, rows, steps: await steps.of(fixture.key) };
    output.result(report, uploadLines(report, output.style, output.columns));
    const expected = `${fixture.status} ${fixture.status === "REGISTERED" ? nameOf(fixture) : ""}`.trim();
    const seen = `${picture.status} ${rows.map(personName).join(", ")}`.trim();
    if (seen !== expected) {
      differences.push(`${fixture.key}: expected ${expected}, got ${seen} (${picture.reason ?? "no reason"})`);
    }
  }
  steps.stop();

  const rows = await listRows(dynamodb, resources.table);
  output.result({ rows }, [
    "",
    ...table(
      ["FIRST NAME", "LAST NAME", "FACE ID", "PICTURE"],
      rows.map((row) => [row.first_name ?? "", row.last_name ?? "", row.rekognition_id, row.picture ?? ""]),
      output.columns,
    ),
  ]);

  const { question } = script;
  const bytes = await readFile(picturePath(question));
  const [best] = await recognise({ rekognition, dynamodb }, resources, bytes);
  const name = best === undefined ? "nobody" : personName(best.row);
  const similarity = best === undefined ? "" : ` (${best.similarity.toFixed(1)} %)`;
  output.result({ question: question.file, recognised: best ?? null }, [
    "",
    `Who is in ${question.file}?  ${name}${similarity}`,
  ]);
  if (name !== nameOf(question)) {
    differences.push(`${question.file}: expected ${nameOf(question)}, the model says ${name}`);
  }
  for (const client of [s3, dynamodb, rekognition]) client.destroy();
  return differences;
}

/** The steps of uploads by key: they are complete a moment after the status stands in the table. */
function collectSteps(bus: Bus): { of(key: string): Promise<UploadSteps>; stop(): void } {
  const seen = new Map<string, UploadSteps>();
  const waiting = new Map<string, (steps: UploadSteps) => void>();
  const stop = watchUploads(bus, (steps) => {
    seen.set(steps.key, steps);
    waiting.get(steps.key)?.(steps);
  });
  return {
    stop,
    of: (key) =>
      new Promise((resolve) => {
        const steps = seen.get(key);
        if (steps === undefined) waiting.set(key, resolve);
        else resolve(steps);
      }),
  };
}

function nameOf(fixture: FixturePicture): string {
  return [fixture.firstName, fixture.lastName].filter((part) => part !== undefined).join(" ");
}
