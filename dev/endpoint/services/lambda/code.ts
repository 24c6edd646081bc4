import { createHash } from "node:crypto";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import * as v from "valibot";
import { ServiceError } from "../../errors.ts";
import { readBody } from "../../http/protocol/body.ts";
import type { Call, Host } from "../../service.ts";
import { removeIfPossible } from "../../state/remove-if-possible.ts";
import { syncEntry, syncTree } from "../../state/sync-tree.ts";
import { invalidParameter } from "./errors.ts";
import { executablePaths } from "./zip-modes.ts";
import { unreadableZip, unzip, zipFolder } from "./zip.ts";
import { type FunctionCode, type FunctionRecord, HOT_RELOAD_CODE } from "./function-record.ts";
import { hotReloadFolder } from "./hot-reload.ts";
import type { FunctionStore } from "./store.ts";

/** Where code comes from, as CreateFunction and UpdateFunctionCode name it. */
export const CodeLocation = v.object({
  /** Base64. */
  ZipFile: v.optional(v.string()),
  S3Bucket: v.optional(v.string()),
  S3Key: v.optional(v.string()),
  S3ObjectVersion: v.optional(v.string()),
});

export type CodeLocation = v.InferOutput<typeof CodeLocation>;

/** Where Node stops looking for a package.json. */
const SCOPE_END = "package.json";
const ZIPPED_LIMIT = 262_144_000;

/** Code for a function. Until it is disposed of it is there, whatever functions have it; then only if one does. */
export interface AddedCode extends AsyncDisposable {
  readonly code: FunctionCode;
  /** Absolute folder to run in its place. */
  readonly hotReload: string | undefined;
}

/** A folder of this store, by its name. */
const NAME = /^[0-9a-f]{64}$/;

/** Fetches and unpacks code: one folder per zip file, named by its hash, below the state's folder `functions`. */
export class CodeStore {
  readonly #host: Host;
  readonly #store: FunctionStore;
  readonly #runs: (folder: string) => boolean;
  readonly #folder: string;
  /** How many requests are about to have a function name a folder. */
  readonly #claims = new Map<string, number>();

  /** @param runs whether an environment has the code of a folder */
  constructor(host: Host, store: FunctionStore, runs: (folder: string) => boolean) {
    this.#host = host;
    this.#store = store;
    this.#runs = runs;
    this.#folder = host.state.filesFolder("functions");
    // On AWS nothing lies above a function's folder. Without this file Node would read what a package.json further up
    // says of modules, for one that of the checkout which the state lies in.
    writeFileSync(join(this.#folder, SCOPE_END), "{}\n");
  }

  /**
   * Takes the zip file of a request, or gets it from S3 with the permissions of the caller, or takes a folder as it is.
   * @param before the function's code until now, which comes back at the next start if the folder is gone by then
   */
  async add(location: CodeLocation, call: Call, before?: FunctionRecord): Promise<AddedCode> {
    const hotReload = hotReloadFolder(location);
    if (hotReload !== undefined) {
      return this.#claimed(before?.code ?? { ...HOT_RELOAD_CODE, folder: hotReload }, hotReload);
    }
    const zip = location.ZipFile === undefined ? await this.#fetch(location, call) : decodeZip(location.ZipFile);
    const hash = createHash("sha256").update(zip);
    const folder = hash.copy().digest("hex");
    const added = this.#claimed({ sha256: hash.digest("base64"), size: zip.length, folder }, undefined);
    try {
      if (!existsSync(join(this.#folder, folder))) await this.#unpack(zip, folder);
    } catch (error) {
      await added[Symbol.asyncDispose]();
      throw error;
    }
    return added;
  }

  /** The code in a folder below `functions` as one zip file: packed again, since what was sent is kept unpacked alone. */
  zip(folder: string): Promise<Uint8Array> {
    return zipFolder(join(this.#folder, folder));
  }

  /** Removes code that no function has any more. Nothing may run. */
  async sweep(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      if (name === SCOPE_END) continue;
      const used = await this.#host.state.read(() => this.#store.usesFolder(name));
      if (!used) removeIfPossible(join(this.#folder, name));
    }
  }

  /** Removes the code of a folder, if no function has it, and no environment. Never rejects: the next start sweeps. */
  async release(folder: string): Promise<void> {
    if (!NAME.test(folder)) return;
    try {
      const used = await this.#host.state.read(() => this.#store.usesFolder(folder));
      if (used || this.#claims.has(folder) || this.#runs(folder)) return;
      // At once, and not file by file: whoever comes next unpacks it again.
      const gone = join(this.#folder, `${folder}.${process.hrtime.bigint()}`);
      renameSync(join(this.#folder, folder), gone);
      await rm(gone, { recursive: true, force: true });
    } catch {
      // It is gone already, or the endpoint is.
    }
  }

  #claimed(code: FunctionCode, hotReload: string | undefined): AddedCode {
    const { folder } = code;
    this.#claims.set(folder, (this.#claims.get(folder) ?? 0) + 1);
    return {
      code,
      hotReload,
      [Symbol.asyncDispose]: async () => {
        const left = (this.#claims.get(folder) ?? 1) - 1;
        if (left > 0) this.#claims.set(folder, left);
        else this.#claims.delete(folder);
        await this.release(folder);
      },
    };
  }

  async #fetch(location: CodeLocation, call: Call): Promise<Buffer> {
    const { S3Bucket, S3Key, S3ObjectVersion } = location;
    if (S3Bucket === undefined || S3Key === undefined) {
      throw invalidParameter("Please provide a source for function code.");
    }
    try {
      const input = {
        Bucket: S3Bucket,
        Key: S3Key,
        ...(S3ObjectVersion === undefined ? {} : { VersionId: S3ObjectVersion }),
      };
      const { Body } = (await this.#host.dispatch("s3", "GetObject", input, call)) as { Body: Readable };
      return await readBody(Body, ZIPPED_LIMIT);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw invalidParameter(
        `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
      );
    }
  }

  /**
   * Written beside its place and renamed, so that a folder under its final name is always whole: after a power loss
   * as well, whatever the durability, since a damaged one would be taken for the code of that hash for ever.
   */
  async #unpack(zip: Buffer, name: string): Promise<void> {
    const files = await unzip(zip);
    const executable = executablePaths(zip);
    const unfinished = join(this.#folder, `${name}.${process.hrtime.bigint()}`);
    try {
      await mkdir(unfinished, { recursive: true });
      for (const [path, content] of files) {
        const file = join(unfinished, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content, executable.has(path) ? { mode: 0o755 } : {});
      }
      await syncTree(unfinished);
      await rename(unfinished, join(this.#folder, name));
      await syncEntry(this.#folder);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      // Another request has unpacked the same file meanwhile.
      if (!existsSync(join(this.#folder, name))) throw isBadPath(error) ? unreadableZip(error) : error;
    }
  }
}

/** What the system says of names that no file can have: with a zero byte, too long, a file that is a folder as well. */
const BAD_PATH = new Set(["ERR_INVALID_ARG_VALUE", "ENAMETOOLONG", "EISDIR", "ENOTDIR", "EEXIST", "EINVAL"]);

function isBadPath(error: unknown): boolean {
  return BAD_PATH.has((error as NodeJS.ErrnoException).code ?? "");
}

function decodeZip(base64: string): Buffer {
  const zip = Buffer.from(base64, "base64");
  if (zip.length === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  return zip;
}
