import { expect, test } from "vitest";
import stringWidth from "string-width";
import { cellLines, cut, cutWords, fitted } from "../../dev/output/fit.ts";
import { COLOURED, PLAIN } from "../../dev/output/style.ts";
import { table } from "../../dev/output/table.ts";
import { type UploadReport, uploadLines } from "../../dev/output/upload-line.ts";

const report: UploadReport = {
  key: "田中-さくら.jpg",
  picture: undefined,
  rows: [],
  functionName: "registration-of-people",
  written: ["people", "people", "visits"],
  indexed: 2,
  steps: {
    traceId: "1-00000000-000000000000000000000000",
    functionName: "registration-of-people",
    bucket: "b",
    key: "田中-さくら.jpg",
    version: undefined,
    put: 2,
    wait: 301,
    cold: true,
    recognise: 216,
    model: 35,
    store: 2,
    handler: 320,
    attempt: 1,
    error: undefined,
    rows: [],
    indexed: [],
    matched: [],
  },
};

test.each([60, 80, 100, 140])("a line of an upload fits a terminal of %d columns, and no word is broken", (columns) => {
  const whole = uploadLines(report, PLAIN).join(" ");
  const lines = uploadLines(report, COLOURED, columns);
  expect(lines.map((line) => stringWidth(line)).filter((width) => width > columns)).toEqual([]);
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");
  expect(words(uploadLines(report, PLAIN, columns).join(" "))).toEqual(words(whole));
});

test("what an app without a table of pictures has done is told by its rows and faces", () => {
  expect(uploadLines(report, PLAIN)[0]).toMatch(
    /DONE +registration-of-people: 2 rows in people, 1 row in visits, 2 faces indexed +put 2/,
  );
  expect(uploadLines({ ...report, written: [], indexed: 0 }, PLAIN)[0]).toContain("no row, no face");
});

test("wide characters take two columns", () => {
  const [line = ""] = cellLines([{ text: "田中", width: 6 }, { text: "x" }], undefined);
  expect(line).toBe("田中   x");
  expect(cut("田中さくら", 6)).toBe("田中…");
  expect(cutWords("Picture is REGISTERED.", 14)).toBe("Picture is …");
  expect(cutWords("Picture is", 14)).toBe("Picture is");
  expect(table(["N", "X"], [["田中", "1"]])).toEqual(["N     X", "田中  1"]);
});

test("a long line is broken between its words, and what follows stands further in", () => {
  const lines = fitted(`  bucket ${"name-of-a-bucket ".repeat(8)}`, 60);
  expect(lines.every((line) => line.length <= 60)).toBe(true);
  expect(lines.slice(1).every((line) => /^ {6}name-of-a-bucket/.test(line))).toBe(true);
});

test("a table that is too wide becomes a paragraph a row", () => {
  const rows = [
    ["a", "x".repeat(50)],
    ["b", "y".repeat(50)],
  ];
  expect(table(["ID", "TEXT"], rows, 50)).toEqual([
    "ID    a",
    `TEXT  ${"x".repeat(50)}`,
    "",
    "ID    b",
    `TEXT  ${"y".repeat(50)}`,
  ]);
});
