import { describe } from "vitest";
import { interpreters } from "../../dev/python/interpreters.ts";

/** Whether this machine has a Python that could run functions. */
export const hasPython = (await interpreters()).length > 0;

/** Tests that run Python functions: where there is no Python they are skipped, and say why. */
export function describePython(title: string, tests: () => void): void {
  describe.skipIf(!hasPython)(hasPython ? title : `${title} (skipped: no Python on the PATH)`, tests);
}
