import { expect, test } from "vitest";
import { handlerErrorLines } from "../../dev/output/handler-error.ts";
import type { Style } from "../../dev/output/output-sink.ts";
import { PLAIN } from "../../dev/output/style.ts";

const MARKED: Style = { ...PLAIN, bold: (text) => `*${text}*`, dim: (text) => `~${text}~` };
const stack = [
  "AccessDenied: no",
  "    at readFile (/somewhere/state/functions/f1/node_modules/@smithy/core/dist/index.js:1:2)",
  "    at readPicture (/somewhere/state/functions/f1/handler/read-picture.ts:12:34)",
  "    at async file:///somewhere/state/functions/f1/handler/index.ts:5:6",
  "    at async serveOne (/project/dev/endpoint/services/lambda/runtime/node/bootstrap.ts:50:5)",
  "    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)",
  "    at async main (/project/dev/endpoint/services/lambda/runtime/node/bootstrap.ts:30:5)",
  "    at node:internal/main/run_main_module:33:47",
];

test("frames in handler/ are bright and stand from the project's root, the others dim and few, and the event loop's left out", () => {
  const lines = handlerErrorLines({ type: "AccessDenied", message: "no", stack, logged: [], willRetry: false }, MARKED);
  expect(lines).toEqual([
    "    AccessDenied: no",
    "      ~at readFile (@smithy/core/dist/index.js:1:2)~",
    "      at readPicture (*handler/read-picture.ts:12:34*)",
    "      at *handler/index.ts:5:6*",
    "      ~at async serveOne (/project/dev/endpoint/services/lambda/runtime/node/bootstrap.ts:50:5)~",
    "      ~at async main (/project/dev/endpoint/services/lambda/runtime/node/bootstrap.ts:30:5)~",
    "      ~… 1 more~",
  ]);
});

test("errors that the handler logged come in the place of the one that ended it", () => {
  const logged = [{ name: "TypeError", message: "x\n  is undefined", stack: [] }];
  const error = { type: "RecordsFailedError", message: "1 failed", stack, logged, willRetry: true };
  expect(handlerErrorLines(error, PLAIN)).toEqual(["    TypeError: x is undefined"]);
});
