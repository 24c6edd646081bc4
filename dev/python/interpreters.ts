import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A Python of this machine. */
export interface Interpreter {
  /** Absolute path. */
  readonly executable: string;
  /** 11 of Python 3.11. */
  readonly minor: number;
  /** `3.11.7` */
  readonly version: string;
}

/** Minor versions of the runtimes that Lambda has or had, the newest first. */
export const MINORS: readonly number[] = [14, 13, 12, 11, 10, 9, 8];

const NAMES = ["python3", ...MINORS.map((minor) => `python3.${minor}`)];
const ASK = "import sys; print(sys.executable, *sys.version_info[:3], sep='\\n')";

let found: Promise<readonly Interpreter[]> | undefined;

/** The Pythons on the PATH that can run functions, each once; looked for once in the life of the process. */
export function interpreters(): Promise<readonly Interpreter[]> {
  found ??= Promise.all(NAMES.map(ask)).then((answers) => {
    const usable = answers.filter((answer) => answer !== undefined && MINORS.includes(answer.minor));
    return usable.filter((one, at) => usable.findIndex((other) => other?.minor === one?.minor) === at) as Interpreter[];
  });
  return found;
}

/** The one that a runtime runs on: of its own version, or the nearest that is newer, or the nearest that is older. */
export function nearest(all: readonly Interpreter[], minor: number): Interpreter | undefined {
  const cost = (one: Interpreter): number => (one.minor >= minor ? one.minor - minor : 100 + minor - one.minor);
  return all.toSorted((one, other) => cost(one) - cost(other))[0];
}

async function ask(name: string): Promise<Interpreter | undefined> {
  try {
    const { stdout } = await promisify(execFile)(name, ["-I", "-c", ASK], { timeout: 10_000 });
    const [executable = "", major, minor, patch] = stdout.trim().split("\n");
    if (major !== "3") return undefined;
    return { executable, minor: Number(minor), version: `3.${minor}.${patch}` };
  } catch {
    return undefined;
  }
}
