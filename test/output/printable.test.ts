import { expect, test } from "vitest";
import { printable } from "../../dev/output/printable.ts";
import { table } from "../../dev/output/table.ts";

test("control characters of a name do not reach the terminal, everything else does", () => {
  expect(printable("zoë 💡\u001b[2J\r\n\u009b")).toBe("zoë 💡\\x1b[2J\\x0d\\x0a\\x9b");
});

test("a table keeps its columns whatever a key holds", () => {
  expect(table(["KEY", "STATUS"], [["a\u001b[2Jb", "REMOVED"]])).toEqual(["KEY        STATUS", "a\\x1b[2Jb  REMOVED"]);
});
