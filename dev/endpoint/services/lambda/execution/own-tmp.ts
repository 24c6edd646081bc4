import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { RuntimeCommand } from "../runtime/runtime.ts";
import { TMP, type TmpContents, mountTable } from "./mount-table.ts";

/** A command line and the variables that it is started with. */
export interface StartedCommand extends RuntimeCommand {
  readonly variables: Readonly<Record<string, string>>;
}

/** What runs a command with a `/tmp` of its own. */
export type OwnTmp = (command: StartedCommand, folder: string) => StartedCommand;

/** Programs of util-linux, absolute. */
interface Programs {
  readonly unshare: string;
  readonly mount: string;
  readonly setpriv: string;
}

/** Where programs are: a function's own PATH must not change which. */
const FOLDERS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/run/current-system/sw/bin"];
const ENV = "/usr/bin/env";

/**
 * One `mount` for all lines of the table, which takes most of the time. The working folder is entered again: it may lie
 * below what is covered now.
 */
const SCRIPT = `
mount=$1 table=$2 folder=$3
shift 3
"$mount" --no-mtab --all --fstab "$table" && cd "$folder" && unset OLDPWD && exec "$@"`;

const MB = 2 ** 20;
/** One `/tmp` may take an eighth of the machine's memory: what needs more is a folder on disk. */
const MEMORY_SHARE = 8;

let found: Promise<Programs | undefined> | undefined;

/** Whether this machine lets a process have a `/tmp` of its own; tried once in the life of the process. */
export async function hasOwnTmp(): Promise<boolean> {
  return (await programs()) !== undefined;
}

/**
 * How a process gets a `/tmp` of its own; undefined where it cannot. It is limited in memory alone, and in memory where
 * that has room for it.
 */
export async function ownTmp(contents: Omit<TmpContents, "isMemory">): Promise<OwnTmp | undefined> {
  const tools = await programs();
  const isMemory = contents.megabytes * MB <= memoryHere() / MEMORY_SHARE;
  const table = tools === undefined ? undefined : writeTable({ ...contents, isMemory });
  if (tools === undefined || table === undefined) return undefined;
  return (command, folder) => enter(tools, table, folder, command);
}

/** Beside `stage`, where `mount` reads it: it takes a table from a file alone. */
function writeTable(contents: TmpContents): string | undefined {
  const table = mountTable(contents);
  if (table === undefined) return undefined;
  const file = `${contents.stage}.mounts`;
  writeFileSync(file, table);
  return file;
}

/**
 * The namespace of mounts ends with the last process in it, and with it what was in a `/tmp` of memory. Nobody but root
 * may mount without a user namespace: there the user is mapped to themselves, and the rights that mounting took are
 * given back before the command begins.
 */
function enter(tools: Programs, table: string, folder: string, command: StartedCommand): StartedCommand {
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? [] : ["--user", "--map-current-user", "--keep-caps"];
  const giveBack = isRoot ? [] : [tools.setpriv, "--ambient-caps=-all", "--inh-caps=-all"];
  // What is loaded ahead of a program's own libraries, of a layer's `lib` for example, is not for these programs.
  const [loader, others] = partition(command.variables, (name) => name.startsWith("LD_"));
  const load = loader.length === 0 ? [] : [ENV, ...loader.map(([name, value]) => `${name}=${value}`)];
  const inside = [...giveBack, ...load, command.file, ...command.args];
  const script = ["/bin/sh", "-c", SCRIPT, "sh", tools.mount, table, folder, ...inside];
  return {
    file: tools.unshare,
    args: [...user, "--mount", "--propagation", "slave", ...script],
    variables: Object.fromEntries(others),
  };
}

function programs(): Promise<Programs | undefined> {
  found ??= tried();
  return found;
}

/** Containers, and some distributions, deny namespaces: only a try tells. */
async function tried(): Promise<Programs | undefined> {
  const [unshare, mount, setpriv] = ["unshare", "mount", "setpriv"].map((name) =>
    FOLDERS.map((folder) => join(folder, name)).find((file) => existsSync(file)),
  );
  if (unshare === undefined || mount === undefined || setpriv === undefined) return undefined;
  const tools = { unshare, mount, setpriv };
  const folder = mkdtempSync(join(tmpdir(), "doppelface-tmp-"));
  try {
    const stage = join(folder, "tmp");
    mkdirSync(stage);
    const table = writeTable({ stage, megabytes: 1, isMemory: true, needs: [] });
    if (table === undefined || realpathSync(TMP) !== TMP) return undefined;
    const written = join(TMP, `${basename(folder)}.written`);
    const write = { file: "/bin/sh", args: ["-c", ': >"$0"', written], variables: {} };
    const { file, args, variables } = enter(tools, table, "/", write);
    await promisify(execFile)(file, args, { env: variables, timeout: 5000 });
    return existsSync(written) ? undefined : tools;
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Bytes; a container may have less than the machine. */
function memoryHere(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function partition(
  variables: Readonly<Record<string, string>>,
  isFirst: (name: string) => boolean,
): [first: [string, string][], second: [string, string][]] {
  const entries = Object.entries(variables);
  return [entries.filter(([name]) => isFirst(name)), entries.filter(([name]) => !isFirst(name))];
}
