import { expect, test } from "vitest";
import { OutputReader } from "../../../../dev/endpoint/services/lambda/execution/output-reader.ts";
import { END_FRAME, FRAME_HEADER, TEXT_FRAME } from "../../../../dev/endpoint/services/lambda/runtime/frames.ts";

function read(...chunks: Buffer[]): { lines: string[]; ends: number } {
  const lines: string[] = [];
  let ends = 0;
  const reader = new OutputReader({ line: (text) => void lines.push(text), end: () => void ends++ });
  for (const chunk of chunks) reader.push(chunk);
  return { lines, ends };
}

function frame(type: number, text: string, length = Buffer.byteLength(text)): Buffer {
  const header = Buffer.alloc(FRAME_HEADER);
  header.writeUInt32BE(type, 0);
  header.writeUInt32BE(length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

test("frames and raw lines are told in their order, wherever the pipe cuts them", () => {
  const all = Buffer.concat([
    Buffer.from("raw\nbegun"),
    frame(TEXT_FRAME, "a\nframe"),
    Buffer.from("end\n"),
    frame(END_FRAME, ""),
  ]);
  for (let at = 1; at < all.length; at++) {
    expect(read(all.subarray(0, at), all.subarray(at))).toEqual({
      lines: ["raw\n", "begun", "a\nframe", "end\n"],
      ends: 1,
    });
  }
});

test("bytes that look like a frame of gigabytes are a line like any other, and keep no end back", () => {
  const { lines, ends } = read(frame(TEXT_FRAME, "picture\n", 0xffff_ffff), frame(END_FRAME, ""));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/picture\n$/);
  expect(ends).toBe(1);
});
