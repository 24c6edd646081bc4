import { expect, test } from "vitest";
import { describeError } from "../../dev/output/errors.ts";

test("a cause that adds something is told, one that does not is left out", () => {
  const cause = new Error("disk quota exceeded");
  expect(describeError(new Error("The picture was not stored.", { cause }))).toBe(
    "The picture was not stored.\n      because: disk quota exceeded",
  );
  expect(describeError(new Error("Failed: disk quota exceeded", { cause }))).toBe("Failed: disk quota exceeded");
});

test("a port in use says what to do", () => {
  const error = Object.assign(new Error("listen EADDRINUSE"), { code: "EADDRINUSE", port: 4566 });
  expect(describeError(error)).toMatch(/^Port 4566 is in use .*--port N/);
});

test("a file that may not be written is not taken for a port", () => {
  const error = Object.assign(new Error("EACCES: permission denied, mkdir '/project/.doppelface'"), {
    code: "EACCES",
    syscall: "mkdir",
  });
  expect(describeError(error)).toBe(
    "No permission: EACCES: permission denied, mkdir '/project/.doppelface'. Make it this user's (chown), or run as its owner.",
  );
  const port = Object.assign(new Error("listen EACCES"), { code: "EACCES", syscall: "listen" });
  expect(describeError(port)).toMatch(/^No permission: .*--port N/);
});

test("a limit of watched files is not taken for a full disk", () => {
  const text = "ENOSPC: System limit for number of file watchers reached, watch '/project/handler'";
  const error = Object.assign(new Error(text), { code: "ENOSPC", syscall: "watch" });
  expect(describeError(error)).toMatch(/^The system watches no more files: .*inotify.*--no-watch\.$/);
  expect(describeError(Object.assign(new Error("ENOSPC: write"), { code: "ENOSPC", syscall: "write" }))).toMatch(
    /^The disk is full/,
  );
});
