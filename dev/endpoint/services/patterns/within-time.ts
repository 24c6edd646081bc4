import { Script, createContext } from "node:vm";

const LIMIT_MS = 250;

const scope: { work: () => unknown } = { work: () => undefined };
const context = createContext(scope);
const script = new Script("work()");

/**
 * Runs work with a regular expression that came from outside, such as `(a+)+$`, which could hold up the whole process
 * for ever. Returns undefined where it was not done after a quarter of a second; it must not change anything.
 */
export function withinTime<Result extends boolean | object>(work: () => Result): Result | undefined {
  scope.work = work;
  try {
    return script.runInContext(context, { timeout: LIMIT_MS }) as Result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  } finally {
    scope.work = () => undefined;
  }
}
