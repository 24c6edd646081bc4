import { type Interpreter, interpreters, nearest } from "../../../../../python/interpreters.ts";
import {
  NoPythonPackages,
  environmentFolder,
  executableIn,
  isMade,
  makeEnvironment,
} from "../../../../../python/packages.ts";
import { noteUse } from "../../../../../python/unused.ts";

const making = new Map<string, Promise<void>>();

/**
 * The Python that runs a runtime's functions: that of a virtual environment with Lambda's packages, which is made at
 * first use. Throws NoPythonPackages.
 * @param minor 12 of `python3.12`
 * @param cache absolute folder of the user's cache
 * @param tell takes what the user should know
 */
export async function preparePython(minor: number, cache: string, tell: (text: string) => void): Promise<string> {
  const interpreter = nearest(await interpreters(), minor);
  if (interpreter === undefined) {
    throw new NoPythonPackages(
      `There is no Python on the PATH that could run python3.${minor}. Install Python 3.10 or newer with its module venv ` +
        "(apt-get install python3 python3-venv, or brew install python), and start again.",
    );
  }
  const folder = environmentFolder(cache, interpreter);
  if (isMade(folder)) await noteUse(folder);
  else await (making.get(folder) ?? make(folder, interpreter, tell));
  if (interpreter.minor !== minor) {
    tell(`Functions of python3.${minor} run on Python ${interpreter.version}, the nearest on this machine.`);
  }
  return executableIn(folder);
}

function make(folder: string, interpreter: Interpreter, tell: (text: string) => void): Promise<void> {
  tell(`Installing boto3 and awslambdaric for Python ${interpreter.version} into ${folder}, once.`);
  const made = makeEnvironment(folder, interpreter).finally(() => making.delete(folder));
  making.set(folder, made);
  return made;
}
