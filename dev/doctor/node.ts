import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { PROJECT } from "../config/project.ts";
import type { Finding } from "./finding.ts";

const NEEDED_MAJOR = 24;

/** Node, and whether it is the version that functions run on at AWS. */
export function checkNode(): Finding {
  const { version, execPath } = process;
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  const found = `${version} (${execPath})`;
  if (major === NEEDED_MAJOR) return { check: "node", level: "ok", found };
  return {
    check: "node",
    level: "note",
    found,
    advice: `Functions run on nodejs${NEEDED_MAJOR}.x at AWS, and on this Node here: install Node ${NEEDED_MAJOR} (nvm install).`,
  };
}

const PACKAGES = ["aws-cdk", "aws-cdk-lib", "esbuild", "sharp", "onnxruntime-node", "dynalite", "@aws-sdk/client-s3"];
const Manifest = v.object({ version: v.string() });

/** The packages that a version question is about; broken where one is not installed, or not as it is pinned. */
export function checkVersions(): Finding {
  const pinned = v.parse(
    v.object({ version: v.string(), dependencies: v.record(v.string(), v.string()) }),
    JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")),
  );
  const installed = PACKAGES.map((name) => ({ name, version: installedVersion(name) }));
  const differing = installed.filter(({ name, version }) => version !== pinned.dependencies[name]);
  const found = [
    `doppelface ${pinned.version}`,
    ...installed.map(({ name, version }) => `${name} ${version ?? "missing"}`),
  ];
  return {
    check: "versions",
    level: differing.length === 0 ? "ok" : "broken",
    found: found.join(", "),
    ...(differing.length === 0
      ? {}
      : { advice: `npm ci installs what package-lock.json says of ${differing.map(({ name }) => name).join(", ")}.` }),
  };
}

function installedVersion(name: string): string | undefined {
  const file = join(PROJECT, "node_modules", name, "package.json");
  return existsSync(file) ? v.parse(Manifest, JSON.parse(readFileSync(file, "utf8"))).version : undefined;
}
