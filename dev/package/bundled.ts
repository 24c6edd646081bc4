import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A package that lies in ours, pruned. */
interface Bundled {
  readonly name: string;
  /** Which of its files and folders go along. */
  readonly files: readonly string[];
  /** An entry point that is looked for and never loaded, empty. */
  readonly standIn?: string;
  /** Those of its dependencies that its code imports. */
  readonly needs: readonly string[];
}

const NETS = ["age_gender", "face_expression", "face_landmark_68", "face_recognition", "ssd_mobilenetv1"];

/**
 * onnxruntime-node's install script fetches CUDA libraries, and fails where they are out of reach; without it, and with
 * the binaries of three kinds of machines, nothing is fetched. Of the packages with the weights a fifth is read. Why:
 * dev/docs/decisions/packages-in-the-package.md.
 */
const PACKAGES: readonly Bundled[] = [
  {
    name: "onnxruntime-node",
    files: [
      "dist",
      "README.md",
      "bin/napi-v6/linux/x64",
      "bin/napi-v6/linux/arm64",
      "bin/napi-v6/darwin/arm64/onnxruntime_binding.node",
      // The binding asks for this name; the other one that is there has the same bytes.
      "bin/napi-v6/darwin/arm64/libonnxruntime.1.dylib",
    ],
    needs: ["onnxruntime-common"],
  },
  { name: "onnxruntime-common", files: ["dist", "README.md"], needs: [] },
  {
    name: "@vladmandic/face-api",
    files: [
      "LICENSE",
      ...NETS.flatMap((net) => [`model/${net}_model.bin`, `model/${net}_model-weights_manifest.json`]),
    ],
    standIn: "dist/weights-alone.js",
    needs: [],
  },
  {
    name: "@vladmandic/human",
    files: ["LICENSE", "models/blazeface.bin", "models/blazeface.json"],
    standIn: "dist/weights-alone.js",
    needs: [],
  },
];

/** Copies them below a folder's `node_modules`. Returns their versions by name. */
export function bundlePackages(project: string, output: string): Record<string, string> {
  return Object.fromEntries(PACKAGES.map((each) => [each.name, bundle(each, project, output)]));
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly main?: string;
  readonly exports?: unknown;
  readonly types?: string;
  readonly binary?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function bundle({ name, files, standIn, needs }: Bundled, project: string, output: string): string {
  const from = join(project, "node_modules", name);
  const to = join(output, "node_modules", name);
  for (const file of files) {
    const path = join(from, file);
    if (!existsSync(path)) throw new Error(`${name} has no ${file} any more: dev/package/bundled.ts lists its files.`);
    cpSync(path, join(to, file), { recursive: true, filter: (each) => !/\.(map|min\.m?js)$/.test(each) });
  }
  const own = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as Manifest;
  const { version, license, main, exports, types, binary, dependencies = {} } = own;
  const entry = standIn === undefined ? { main, exports, types, binary } : { main: standIn };
  if (standIn !== undefined) {
    mkdirSync(dirname(join(to, standIn)), { recursive: true });
    writeFileSync(join(to, standIn), "");
  }
  const needed = Object.entries(dependencies).filter(([dependency]) => needs.includes(dependency));
  const manifest = { name, version, license, ...entry, dependencies: Object.fromEntries(needed) };
  writeFileSync(join(to, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return version;
}
