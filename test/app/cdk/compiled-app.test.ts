import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findApp } from "../../../dev/app/find-app.ts";
import { synthesize } from "../../../dev/app/synth.ts";
import type { EventOf } from "../../../dev/trace/events.ts";
import { startApp } from "../apps/app-under-test.ts";
import { copyApp } from "../../support/copy-app.ts";

const SOURCE = `
import { App, Stack } from "aws-cdk-lib";
import { CfnQueue } from "aws-cdk-lib/aws-sqs";
new CfnQueue(new Stack(new App(), "Compiled"), "Queue", { queueName: "compiled", delaySeconds: 1 });
`;
const FILES = {
  "cdk.json": '{ "app": "node dist/bin/app.mjs" }',
  "tsconfig.json": '{\n  "compilerOptions": {\n    "outDir": "dist"\n  }\n}',
  "src/bin/app.mts": SOURCE,
};
/** What a compiler makes of it. */
const built = { "dist/bin/app.mjs": SOURCE };

test("what a build of the user's own has made counts once it is written, which a save of the source says", async () => {
  await using app = await startApp("compiled", { files: { ...FILES, ...built } });
  const notices: string[] = [];
  app.bus.on("notice", ({ message }: EventOf<"notice">) => notices.push(message));
  execFileSync("sed", ["-i", "s/delaySeconds: 1/delaySeconds: 2/", join(app.folder, "src/bin/app.mts")]);
  // Its own line tells of a file that is written after it.
  const live = await app.save("dist/bin/app.mjs", "delaySeconds: 1", "delaySeconds: 2");
  expect(live).toMatchObject({
    what: "stack",
    changes: ["Queue (DelaySeconds)"],
    files: ["compiled/dist/bin/app.mjs"],
  });
  expect(notices).toEqual([
    expect.stringContaining(
      "compiled/src/bin/app.mts is compiled by a build of your own: what you save counts once compiled/dist/bin/app.mjs is written",
    ),
  ]);
}, 60_000);

test("where nobody has compiled it, the app says of what, and by what", async () => {
  using copy = copyApp("compiled", { files: FILES });
  const app = findApp(copy.folder);
  if (app === undefined) throw new Error("There is no app.");
  await expect(synthesize(app, { context: {} })).rejects.toThrow(
    "runs compiled/dist/bin/app.mjs, which nobody has compiled yet of compiled/src/bin/app.mts.",
  );
});
