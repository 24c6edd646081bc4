import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, writeSync, writevSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { WholeBody } from "../../../http/protocol/body.ts";
import type { State } from "../../../state/state.ts";
import type { Algorithm } from "../checksum.ts";
import { DigestThread } from "./digest-thread.ts";
import { type Digest, type Digests, createDigests } from "./digests.ts";

/** The bytes of an object; a text is its UTF-8. */
export type Body = Readable | Uint8Array | string;

/** A body that lies in its file, not yet visible. */
export interface StoredBody extends Digest {
  /** Below the objects' folder. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes that are gathered before they are written, and read at once. */
const BLOCK = 1 << 20;
/** Bytes from which on a file that is uploaded beside others is hashed by another thread. */
const SHARED = 256 << 10;
/** What a file of ours is called; others in the folder are left alone. */
const FILE_NAME = /^[0-9a-f]{32}$/;

/**
 * The files of objects: immutable, one a version, named by a random id. A row in the state makes a file visible, so
 * a file without a row is what a stopped upload left.
 */
export class ObjectFiles {
  readonly #folder: string;
  readonly #removals: State["removals"];
  readonly #sync: boolean;
  /** Files that are being written, or wait for their row. */
  readonly #pending = new Set<string>();
  readonly #thread = new DigestThread();

  constructor(state: State) {
    this.#folder = state.filesFolder("objects");
    this.#removals = state.removals;
    this.#sync = state.durability === "disk";
  }

  /** Writes a body, hashing on the way, then runs `commit`. If either fails nothing is left of it. */
  async store<Result>(
    body: Body,
    algorithms: readonly Algorithm[],
    commit: (stored: StoredBody) => Promise<Result>,
  ): Promise<Result> {
    const id = randomUUID().replaceAll("-", "");
    // In one of 16 folders: with 256 a new state would make one for almost every upload of its first day, 0.3 ms each.
    const file = `${id.slice(0, 1)}/${id}`;
    this.#pending.add(file);
    try {
      return await commit(await this.#write(file, body, algorithms));
    } catch (error) {
      await this.unlink([file]);
      throw error;
    } finally {
      this.#pending.delete(file);
    }
  }

  /** Opens a file; undefined where it has just been unlinked. What is open stays readable. */
  async open(file: string): Promise<FileHandle | undefined> {
    try {
      return await open(join(this.#folder, file), "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Reads a small file at once; undefined where it has just been unlinked. */
  readNow(file: string): Buffer | undefined {
    try {
      return readFileSync(join(this.#folder, file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Ends what runs for it. */
  close(): Promise<void> {
    return this.#thread.close();
  }

  /** Removes files whose rows are gone. */
  async unlink(files: readonly string[]): Promise<void> {
    await this.#removals.remove(files.map((file) => join(this.#folder, file)));
  }

  /** Removes the files that no row names. `known` is asked after the folder was read, in one step with what is pending. */
  async sweep(read: (orphans: (known: ReadonlySet<string>) => string[]) => Promise<string[]>): Promise<void> {
    const found = await this.#list();
    if (found.length === 0) return;
    await this.unlink(await read((known) => found.filter((file) => !known.has(file) && !this.#pending.has(file))));
  }

  async #list(): Promise<string[]> {
    const found: string[] = [];
    for (const folder of await readdir(this.#folder, { withFileTypes: true })) {
      if (!folder.isDirectory()) continue;
      for (const name of await readdir(join(this.#folder, folder.name))) {
        if (FILE_NAME.test(name)) found.push(`${folder.name}/${name}`);
      }
    }
    return found;
  }

  async #write(file: string, body: Body, algorithms: readonly Algorithm[]): Promise<StoredBody> {
    const path = join(this.#folder, file);
    const blocks = blocksOf(body);
    const first = (await blocks.next()).value ?? [];
    const size = sizeOf(first);
    const second = size < BLOCK ? undefined : (await blocks.next()).value;
    if (second === undefined && !this.#sync) {
      writeAtOnce(path, first);
      return { file, size, ...(await this.#digestOf(path, first, size, algorithms)) };
    }
    const digests = await createDigests(algorithms);
    await this.#writeBlocks(path, [first, second ?? []], blocks, digests);
    return { file, size: digests.size(), ...(await digests.finish()) };
  }

  async #digestOf(
    path: string,
    block: readonly Uint8Array[],
    size: number,
    algorithms: readonly Algorithm[],
  ): Promise<Digest> {
    const isOneOfMany = size >= SHARED && this.#pending.size > 1;
    const elsewhere = isOneOfMany ? await this.#thread.digest(path, algorithms) : undefined;
    if (elsewhere !== undefined) return elsewhere;
    const digests = await createDigests(algorithms);
    digests.update(block);
    return digests.finish();
  }

  async #writeBlocks(
    path: string,
    first: readonly Uint8Array[][],
    further: AsyncGenerator<Uint8Array[], undefined>,
    digests: Digests,
  ): Promise<void> {
    const handle = await this.#create(path);
    const write = async (block: Uint8Array[]): Promise<void> => {
      digests.update(block);
      await writeBlock(handle, block);
    };
    try {
      for (const block of first) await write(block);
      for await (const block of further) await write(block);
      if (this.#sync) await handle.datasync();
    } finally {
      await handle.close();
    }
    if (this.#sync) await this.#syncFolders(path);
  }

  async #create(path: string): Promise<FileHandle> {
    try {
      return await open(path, "wx");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      await mkdir(join(path, ".."), { recursive: true });
      return open(path, "wx");
    }
  }

  /** The entries that lead to a file must be on the disk too. */
  async #syncFolders(path: string): Promise<void> {
    for (const folder of [join(path, ".."), this.#folder]) {
      const handle = await open(folder, "r");
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  }
}

async function writeBlock(handle: FileHandle, block: Uint8Array[]): Promise<void> {
  if (block.length === 0) return;
  const size = sizeOf(block);
  const { bytesWritten } = await handle.writev(block);
  // The system writes what there is room for; only the next write says why it was not more.
  for (let written = bytesWritten; written < size;) {
    written += (await handle.write(Buffer.concat(block), written)).bytesWritten;
  }
}

function sizeOf(block: readonly Uint8Array[]): number {
  return block.reduce((sum, chunk) => sum + chunk.length, 0);
}

/** Into the page cache, in less time than three trips to the thread pool take. */
function writeAtOnce(path: string, block: readonly Uint8Array[]): void {
  const file = createNow(path);
  try {
    const size = sizeOf(block);
    // As in `writeBlock`.
    for (let written = block.length === 0 ? 0 : writevSync(file, block); written < size;) {
      written += writeSync(file, Buffer.concat(block), written);
    }
  } finally {
    closeSync(file);
  }
}

function createNow(path: string): number {
  try {
    return openSync(path, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(join(path, ".."), { recursive: true });
    return openSync(path, "wx");
  }
}

/** Gathers small chunks, so that a write costs one call a megabyte; memory does not follow the size of a body. */
async function* blocksOf(body: Body): AsyncGenerator<Uint8Array[], undefined> {
  if (typeof body === "string" || body instanceof Uint8Array) {
    if (body.length > 0) yield [typeof body === "string" ? Buffer.from(body) : body];
    return undefined;
  }
  if (body instanceof WholeBody) {
    if (body.bytes.length > 0) yield [body.bytes];
    return undefined;
  }
  let block: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    const chunk = typeof part === "string" ? Buffer.from(part) : (part as Uint8Array);
    block.push(chunk);
    size += chunk.length;
    if (size >= BLOCK) {
      yield block;
      block = [];
      size = 0;
    }
  }
  if (size > 0) yield block;
  return undefined;
}
