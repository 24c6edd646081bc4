import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findApp, infraApp } from "../../dev/app/find-app.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "find-app-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text = "{}"): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
}

test("the nearest app upwards: cdk.json, a template, infra/", () => {
  write("package.json");
  write("shop/cdk.json");
  write("shop/functions/deep/index.ts", "");
  write("sam/template.yaml", "Transform: AWS::Serverless-2016-10-31\n");
  write("sam/json/template.json", '{ "Transform": ["AWS::Serverless-2016-10-31"] }');
  write("plain/template.yml", "Resources: {}\n");
  write("door/infra/cdk.json");
  write("door/lib/index.ts", "");

  expect(findApp(join(root, "shop/functions/deep"))).toMatchObject({
    kind: "cdk",
    file: join(root, "shop/cdk.json"),
    folder: join(root, "shop"),
    project: root,
  });
  expect(findApp(join(root, "sam"))?.kind).toBe("sam");
  expect(findApp(join(root, "sam/json"))?.kind).toBe("sam");
  expect(findApp(join(root, "plain"))?.kind).toBe("template");
  expect(findApp(join(root, "door/lib"))?.file).toBe(join(root, "door/infra/cdk.json"));
  expect(findApp(root)).toBeUndefined();
});

test("the app of this template is run by our own Node", () => {
  write("door/infra/cdk.json", '{ "app": "node --import tsx app.ts" }');
  expect(findApp(join(root, "door"))).toEqual(infraApp(join(root, "door")));
});

test("one that is named counts, by its folder or its file", () => {
  write("shop/cdk.json");
  write("other/stack.yaml", "Resources: {}\n");
  expect(findApp(root, "shop")?.file).toBe(join(root, "shop/cdk.json"));
  expect(findApp(root, "other/stack.yaml")).toMatchObject({ kind: "template", folder: join(root, "other") });
  expect(() => findApp(root, "nowhere")).toThrow('--app is "nowhere": there is no such file or folder.');
  expect(() => findApp(root, "other")).toThrow(
    /neither a cdk\.json nor a template\.yaml in that folder\. Name the file/,
  );
  expect(() => findApp(root, ".")).toThrow(/in that folder\. Name one by --app PATH: \S+\/shop\/cdk\.json\.$/);
});

test("several in one folder are listed, and one is asked for", () => {
  write("both/cdk.json");
  write("both/template.yaml", "Resources: {}\n");
  expect(() => findApp(join(root, "both"))).toThrow(
    /^Which app\? --app FILE, of these: .*both\/cdk\.json, .*both\/template\.yaml\.$/,
  );
  expect(findApp(join(root, "both"), "cdk.json")?.kind).toBe("cdk");
});
