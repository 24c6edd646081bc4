import { isAbsolute } from "node:path";
import * as v from "valibot";
import { type Control, ControlError, jsonAnswer } from "./control.ts";
import { exportState } from "../state/export.ts";
import type { ExportedParts } from "../state/exported-parts.ts";
import type { State } from "../state/state.ts";

const Input = v.object({ folder: v.pipe(v.string(), v.check(isAbsolute, "not absolute")) });

/** Adds `POST /_doppelface/export {"folder": <absolute>}`, which answers as `Exported` once the export is whole. */
export function serveExport(control: Control, state: State, parts: ExportedParts): void {
  control.on("POST", "/export", async (request) => {
    const input = v.safeParse(Input, await request.json());
    if (!input.success) throw new ControlError(400, 'Expected {"folder": "<absolute path>"}.');
    const from = { folder: state.folder, durability: state.durability, mended: true };
    try {
      return jsonAnswer(await state.removals.heldBack(() => exportState(from, input.output.folder, parts)), 201);
    } catch (error) {
      throw new ControlError(409, error instanceof Error ? error.message : String(error), { cause: error });
    }
  });
}
