import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { findPackage } from "../config/find-package.ts";
import { IS_REPOSITORY, PACKAGE, PROJECT } from "../config/project.ts";
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

const OWN = ["esbuild", "sharp", "onnxruntime-node", "dynalite", "@aws-sdk/client-s3"];
/** Of another project they are its own, in any version, or not there. */
const OF_THE_PROJECT = ["aws-cdk", "aws-cdk-lib"];
const Manifest = v.object({ version: v.string() });

/** The packages that a version question is about; broken where one is not installed, or not as it is pinned. */
export function checkVersions(): Finding {
  const pinned = v.parse(
    v.object({ version: v.string(), dependencies: v.record(v.string(), v.string()) }),
    JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")),
  );
  const project = OF_THE_PROJECT.map((name) => ({ name, version: installedVersion(PROJECT, name) }));
  const own = OWN.map((name) => ({ name, version: installedVersion(PACKAGE, name) }));
  const installed = IS_REPOSITORY ? [...project, ...own] : [...own, ...project.filter(({ version }) => version)];
  const differing = (IS_REPOSITORY ? installed : own).filter(({ name, version }) => {
    const wanted = pinned.dependencies[name];
    // A range is met by what npm has installed.
    return version === undefined || (wanted?.startsWith("^") !== true && version !== wanted);
  });
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
      : {
          advice: `${IS_REPOSITORY ? "npm ci installs what package-lock.json says" : "npm i -D with the tarball again brings what is needed"} of ${differing.map(({ name }) => name).join(", ")}.`,
        }),
  };
}

function installedVersion(from: string, name: string): string | undefined {
  const folder = findPackage(from, name);
  if (folder === undefined) return undefined;
  return v.parse(Manifest, JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).version;
}
