import { readFile, readdir } from "node:fs/promises";
import { basename } from "node:path";
import { jsonAnswer } from "../../endpoint/http/control.ts";
import type { HttpResponse } from "../../endpoint/service.ts";

const FOLDER = new URL("../../../fixtures/events/", import.meta.url);

/** The events of the fixtures, for the event editor; none where they are not there. */
export async function sampleEvents(): Promise<HttpResponse> {
  const files = (await readdir(FOLDER).catch(() => [])).filter((file) => file.endsWith(".json"));
  const events = await Promise.all(
    files.toSorted().map(async (file) => ({
      name: basename(file, ".json"),
      event: JSON.parse(await readFile(new URL(file, FOLDER), "utf8")) as unknown,
    })),
  );
  return jsonAnswer({ events });
}
