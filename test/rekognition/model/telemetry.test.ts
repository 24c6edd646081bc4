import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { PROJECT } from "../../../dev/config/project.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const home = temporaryFolder();

const LOAD = `
  import { LocalFaceModel } from "./dev/rekognition/model/local-face-model.ts";
  await new LocalFaceModel().load();
  process.exit();`;

test("the model leaves no id of the device in the user's home, where onnxruntime would note one to report to its makers", () => {
  execFileSync(process.execPath, ["--input-type=module-typescript", "--eval", LOAD], {
    cwd: PROJECT,
    env: { PATH: process.env["PATH"], HOME: home },
  });

  expect(readdirSync(home, { recursive: true })).toEqual([]);
});
