import { S3Client } from "@aws-sdk/client-s3";
import { picturePath, pictures } from "../../fixtures/pictures.ts";
import type { Environment } from "../engine/environment.ts";
import type { OutputSink } from "../output/output-sink.ts";
import { waterfall } from "../output/waterfall.ts";
import { uploadPicture } from "../pipeline/upload-picture.ts";
import { type Key, keysLine } from "./keys.ts";
import { openBrowser } from "./open-browser.ts";
import { readTrace } from "./trace.ts";

const DEFAULT_COLUMNS = 120;

/** The keys of `up`. What a key causes is shown by the environment itself: the line of an upload, for one. */
export function upKeys(
  { connection, resources, console }: Environment & { readonly console: string | undefined },
  output: OutputSink,
  quit: () => void,
): Key[] {
  const s3 = new S3Client(connection);
  let next = 0;
  const keys: Key[] = [
    {
      key: "u",
      does: "upload a drawn picture",
      async press() {
        const fixture = pictures[next++ % pictures.length];
        if (fixture === undefined) return;
        output.detail(`uploading ${fixture.file}`);
        await uploadPicture(s3, resources.bucket, picturePath(fixture), fixture.key);
      },
    },
    {
      key: "t",
      does: "last trace",
      async press() {
        const trace = await readTrace(connection, "last");
        output.result({ trace }, waterfall(trace, output.columns ?? DEFAULT_COLUMNS, output.style));
      },
    },
    ...(console === undefined
      ? []
      : [
          {
            key: "o",
            does: "open the console",
            async press() {
              const opened = await openBrowser(console);
              output.text(opened ? `opened ${console}` : `There is no browser to open it with: ${console}`);
            },
          },
        ]),
    { key: "c", does: "clear", press: () => output.clear() },
    { key: "h", does: "help", press: () => output.text(keysLine(keys, output.style)) },
    {
      key: "q",
      does: "quit",
      press() {
        s3.destroy();
        quit();
      },
    },
  ];
  return keys;
}
