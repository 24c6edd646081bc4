import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

const SCRIPT = join(PROJECT, "test/tools/rekognition_boto3.py");

let lines: string[];

beforeAll(async () => {
  const { status } = spawnSync("python3", ["-c", "import boto3"]);
  if (status !== 0) throw new Error("This suite needs Python 3 with boto3: pip install boto3");
  await using endpoint = await startTestEndpoint();
  // Not waited for in this thread: the endpoint answers in it.
  const python = spawn("python3", [SCRIPT, endpoint.url, join(PROJECT, "fixtures/pictures")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [python.stdout, python.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  await new Promise((resolve) => python.once("close", resolve));
  lines = output.trim().split("\n");
});

test("boto3 calls every operation of the face API and finds what it expects", () => {
  expect(lines.filter((line) => !line.startsWith("ok "))).toEqual([]);
  const called = new Set(lines.map((line) => line.split(" ")[1]));
  expect(called).toEqual(
    new Set([
      "associate_faces",
      "compare_faces",
      "create_collection",
      "create_user",
      "delete_collection",
      "delete_faces",
      "delete_user",
      "describe_collection",
      "detect_faces",
      "disassociate_faces",
      "index_faces",
      "list_collections",
      "list_faces",
      "list_tags_for_resource",
      "list_users",
      "search_faces",
      "search_faces_by_image",
      "search_users",
      "search_users_by_image",
      "tag_resource",
      "untag_resource",
    ]),
  );
});
