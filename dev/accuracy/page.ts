import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { UsageError } from "../config/command-line.ts";
import type { RatioBox } from "../rekognition/model/face-model.ts";
import type { Measured } from "./accuracy.ts";
import type { ComparedFaces } from "./measure.ts";

/** First words of a page, by which an older one is known again. */
const MARK = "<!doctype html><!-- doppelface accuracy -->";
/** Side of a shown face in pixels, and how much of its surroundings is shown, as a multiple of its box. */
const SIDE = 160;
const AROUND = 1.8;
/** Photographs without a found face, and faces where nobody is, that are shown. */
const MOST_SHOWN = 40;

const STYLE = `body{font:15px/1.4 system-ui,sans-serif;margin:2rem;background:#fff;color:#1c1c1c}
main{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;padding:.6rem;border:1px solid #ccc;border-radius:6px}
img{width:${SIDE}px;height:${SIDE}px;object-fit:contain;background:#eee}figcaption{max-width:${2 * SIDE + 4}px;overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){body{background:#181818;color:#eee}figure{border-color:#444}img{background:#2a2a2a}}`;

/** Throws UsageError where something else lies at a page's place. */
export async function checkPage(file: string): Promise<void> {
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before === undefined || before.startsWith(MARK)) return;
  throw new UsageError(`${file} is no page of this command, and stays as it is. Name another file for the page.`);
}

/**
 * Writes one file with the worst pairs, the missed faces and the false ones to look at. Pictures are in it as small
 * copies; it loads nothing, and only its owner may read it.
 */
export async function writePage(file: string, root: string, { result, worst, pictures }: Measured): Promise<void> {
  const missed = pictures.filter(({ person, faces }) => person !== undefined && faces.length === 0);
  const wrong = pictures.filter(({ person, faces }) => person === undefined && faces.length > 0);
  const sections = [
    await section("One person, least alike", worst.same, (pair) => pairFigure(root, pair)),
    await section("Two people, most alike", worst.different, (pair) => pairFigure(root, pair)),
    await section("No face was found", missed.slice(0, MOST_SHOWN), async (picture) =>
      figure([await shown(join(root, picture.file))], [picture.file]),
    ),
    await section("A face was found where nobody is", wrong.slice(0, MOST_SHOWN), async ({ file: name, faces }) =>
      figure(
        [await shown(join(root, name), faces[0]?.box)],
        [`Confidence ${(faces[0]?.confidence ?? 0).toFixed(1)}`, name],
      ),
    ),
  ];
  const style = createHash("sha256").update(STYLE).digest("base64");
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'`;
  const page = `${MARK}<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">
<title>Worst pairs</title><style>${STYLE}</style></head>
<body><h1>Worst pairs</h1><p>${escaped(result.model)}</p>${sections.join("\n")}</body></html>\n`;
  await using written = await open(file, "w", 0o600);
  // One that was there keeps the rights it had.
  await written.chmod(0o600);
  await written.writeFile(page);
}

async function section<Item>(
  title: string,
  items: readonly Item[],
  toFigure: (item: Item) => Promise<string>,
): Promise<string> {
  if (items.length === 0) return "";
  const figures: string[] = [];
  for (const item of items) figures.push(await toFigure(item));
  return `<h2>${title}</h2><main>${figures.join("")}</main>`;
}

async function pairFigure(root: string, { one, other, similarity }: ComparedFaces): Promise<string> {
  const pictures = [one, other].map(({ file, face }) => shown(join(root, file), face.box));
  return figure(await Promise.all(pictures), [`Similarity ${similarity.toFixed(1)}`, one.file, other.file]);
}

function figure(pictures: readonly string[], words: readonly string[]): string {
  const images = pictures.map((picture) => `<img alt="" src="${picture}">`).join("");
  return `<figure>${images}<figcaption>${words.map(escaped).join("<br>")}</figcaption></figure>`;
}

/** A picture, or the surroundings of a face in it, as a small copy in a link. */
async function shown(path: string, box?: RatioBox): Promise<string> {
  const { data, info } = await sharp(path).autoOrient().flatten().png({ compressionLevel: 0 }).toBuffer({
    resolveWithObject: true,
  });
  const copy = sharp(data);
  if (box !== undefined) {
    const side = AROUND * Math.max(box.width * info.width, box.height * info.height);
    const start = (from: number, length: number, all: number) =>
      Math.min(all - 1, Math.max(0, Math.round((from + length / 2) * all - side / 2)));
    const left = start(box.left, box.width, info.width);
    const top = start(box.top, box.height, info.height);
    const within = (from: number, all: number) => Math.max(1, Math.min(all - from, Math.round(side)));
    copy.extract({ left, top, width: within(left, info.width), height: within(top, info.height) });
  }
  const small = await copy
    .resize(2 * SIDE, 2 * SIDE, { fit: "inside" })
    .jpeg({ quality: 80 })
    .toBuffer();
  return `data:image/jpeg;base64,${small.toString("base64")}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
