import { createHash } from "node:crypto";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { type BuildOptions, type OutputFile, build } from "esbuild";
import type { HttpResponse } from "../../endpoint/service.ts";

const UI = fileURLToPath(new URL("../ui/", import.meta.url));
const compress = promisify(brotliCompress);

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

const OPTIONS = {
  absWorkingDir: UI,
  entryPoints: [
    { in: "main.tsx", out: "main" },
    { in: "styles/all.css", out: "main" },
    { in: "icon.svg", out: "icon" },
  ],
  outdir: UI,
  write: false,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2023",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".svg": "copy" },
  chunkNames: "[name]-[hash]",
  assetNames: "[name]",
  legalComments: "none",
  logLevel: "silent",
} as const satisfies BuildOptions;

/** A file of the page, as it is sent. */
export interface UiFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly compressed: Uint8Array;
  readonly etag: string;
}

/** The page's scripts and styles, built when the first of them is asked for. */
export class UiBuild {
  #files: Promise<ReadonlyMap<string, UiFile>> | undefined;

  /**
   * The answer with a file; undefined where the page has none of this name.
   * @param accepted `Accept-Encoding`: at an address of the network browsers take no Brotli, since it is no HTTPS
   */
  async file(name: string, accepted: string): Promise<HttpResponse | undefined> {
    this.#files ??= buildUi();
    const file = (await this.#files).get(name);
    if (file === undefined) return undefined;
    const isCompressed = /\bbr\b/.test(accepted);
    const headers = {
      "content-type": file.type,
      ...(isCompressed ? { "content-encoding": "br" } : {}),
      vary: "accept-encoding",
      etag: file.etag,
      // Chunks have a hash in their names; the rest is looked after by its tag.
      "cache-control": /-[A-Z0-9]{8}\./.test(name) ? "max-age=31536000, immutable" : "no-cache",
    };
    return { status: 200, headers, body: isCompressed ? file.compressed : file.bytes };
  }
}

/** Bundles the page. Rejects with esbuild's errors. */
export async function buildUi(): Promise<ReadonlyMap<string, UiFile>> {
  // Whoever bundles the handler may end esbuild's process meanwhile; a second time it is there again.
  const { outputFiles } = await build(OPTIONS).catch(() => build(OPTIONS));
  const files = await Promise.all(outputFiles.map(uiFile));
  return new Map(files.map((file) => [file.name, file]));
}

async function uiFile({ path, contents }: OutputFile): Promise<UiFile> {
  const name = basename(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return {
    name,
    type: TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
    bytes: contents,
    compressed: await compress(contents, { params }),
    etag: `"${createHash("sha256").update(contents).digest("base64url").slice(0, 22)}"`,
  };
}
