import { existsSync } from "node:fs";
import { cp, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { App } from "../app.ts";
import { hasRequirements, installRequirements, requirementsOf } from "../requirements.ts";
import { CAPTURED, type Captured, type CapturedAsset } from "./captured.ts";

/**
 * Does for each PythonFunction and PythonLayerVersion of an assembly what their container does on the way to AWS
 * (aws-lambda-python-alpha 2.275, `lib/bundling.js`): the packages of `requirements.txt` beside the files, by the pip of
 * this machine. Throws SynthFailed.
 * @param folder absolute, of the assembly
 */
export async function addPythonPackages(app: App, folder: string, captured: Captured): Promise<void> {
  const byHash = new Map<string, CapturedAsset>();
  for (const asset of captured.assets) {
    if (asset.python === undefined || byHash.has(asset.hash)) continue;
    byHash.set(asset.hash, await withPackages(app, join(folder, `asset.${asset.hash}`), asset));
  }
  if (byHash.size === 0) return;
  const known = (asset: CapturedAsset): CapturedAsset => byHash.get(asset.hash) ?? asset;
  const added: Captured = {
    ...captured,
    assets: captured.assets.map(known),
    functions: captured.functions.map(({ asset, ...rest }) =>
      asset === undefined ? rest : { ...rest, asset: known(asset) },
    ),
  };
  await writeFile(join(folder, CAPTURED), JSON.stringify(added));
}

async function withPackages(app: App, staged: string, asset: CapturedAsset): Promise<CapturedAsset> {
  const { path, python } = asset;
  const { runtime = "", below = "" } = python ?? {};
  if (!existsSync(staged)) return asset;
  const target = join(staged, below);
  if (below !== "") {
    const aside = `${staged}.aside`;
    await rename(staged, aside);
    await mkdir(dirname(target), { recursive: true });
    await rename(aside, target);
  }
  const file = join(path, "requirements.txt");
  if (!hasRequirements(file)) return asset;
  const requirements = await requirementsOf(file, runtime);
  await installRequirements(app, requirements);
  // What is the function's own counts more than a package of the same name.
  await cp(requirements.folder, target, { recursive: true, force: false });
  return { ...asset, python: { runtime, below, packages: requirements.folder } };
}
