import { interpreters } from "../../dev/python/interpreters.ts";

/** Whether this machine has a Python that could run functions; tests that need one skip themselves without it. */
export const hasPython = (await interpreters()).length > 0;
