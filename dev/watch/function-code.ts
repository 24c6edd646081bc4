import type { AppFunction } from "../app/deploy-app.ts";
import { createBundler } from "./bundle.ts";
import type { Code, CodeOptions } from "./code.ts";
import { folderCode } from "./folder-code.ts";

/** The code of a function; undefined where the app has to run again for it, or it does not lie here. */
export async function codeOf({ source }: Pick<AppFunction, "source">, options: CodeOptions): Promise<Code | undefined> {
  switch (source.kind) {
    case "esbuild":
      return createBundler({ ...options, source });
    case "folder":
      return folderCode({ ...options, source });
    case "inline":
    case "opaque":
    case "elsewhere":
      return undefined;
  }
}
