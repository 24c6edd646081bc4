import { expect, test } from "vitest";
import { type Sources, handlerErrorLines } from "../../dev/output/handler-error.ts";
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

test.each([
  ["as it was deployed", `/home/mia/app/.doppelface/functions/${"0a".repeat(32)}`],
  ["as it was saved", "/home/mia/.cache/doppelface/projects/1a2b/builds/17563-26378236510726/12"],
])(
  "a function's own code, %s, is named from its folder, or by the sources that are taken as they are",
  (_how, folder) => {
    const error = { type: "ValueError", message: "no day", logged: [], willRetry: true };
    const lines = (sources?: Sources) =>
      handlerErrorLines(
        { ...error, stack: [`at day_of (${folder}/mark.py:21:1)`, `at async file://${folder}/lib/days.mjs:3:4`] },
        MARKED,
        sources,
      ).slice(1);
    expect(lines()).toEqual(["      at day_of (*mark.py:21:1*)", "      at *lib/days.mjs:3:4*"]);
    expect(lines({ folder: "/home/mia/app/functions/mark", project: "/home/mia/app" })).toEqual([
      "      at day_of (*functions/mark/mark.py:21:1*)",
      "      at *functions/mark/lib/days.mjs:3:4*",
    ]);
  },
);

test("a place in a folder that is taken as it is stands from the project's root", () => {
  const error = {
    type: "E",
    message: "",
    logged: [],
    willRetry: true,
    stack: ["at f (/home/mia/app/mark/mark.py:2:1)"],
  };
  const sources = { folder: "/home/mia/app/mark", project: "/home/mia/app" };
  expect(handlerErrorLines(error, MARKED, sources)[1]).toBe("      at f (*mark/mark.py:2:1*)");
});
