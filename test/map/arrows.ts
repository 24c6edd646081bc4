import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file that imports another one: paths below the project, with slashes. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** The source files below some folders, and who imports whom among them; types and lazy imports count like others. */
export function readArrows(project: string, folders: readonly string[]): { files: string[]; arrows: Arrow[] } {
  const files = folders.flatMap((folder) => sourcesIn(project, folder));
  const known = new Set(files);
  const arrows = files.flatMap((from) => {
    const text = readFileSync(join(project, from), "utf8");
    const named = [...text.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path = ""]) =>
      join(dirname(from), path).replaceAll("\\", "/"),
    );
    return [...new Set(named)].filter((to) => known.has(to)).map((to) => ({ from, to }));
  });
  return { files, arrows };
}

function sourcesIn(project: string, folder: string): string[] {
  return readdirSync(join(project, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sourcesIn(project, path);
    return /\.(tsx?|mjs)$/.test(entry.name) ? [path] : [];
  });
}
