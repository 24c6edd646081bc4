import { styleText } from "node:util";
import type { Style } from "./output-sink.ts";

const same = (text: string): string => text;

/** Lines without colours, for JSON and for what is no terminal. */
export const PLAIN: Style = { bold: same, dim: same, green: same, red: same, yellow: same };

/** Lines with ANSI colours. */
export const COLOURED: Style = {
  bold: (text) => styleText("bold", text, { validateStream: false }),
  dim: (text) => styleText("dim", text, { validateStream: false }),
  green: (text) => styleText("green", text, { validateStream: false }),
  red: (text) => styleText("red", text, { validateStream: false }),
  yellow: (text) => styleText("yellow", text, { validateStream: false }),
};
