import { resetState } from "../endpoint/state/reset.ts";
import { StateInUse, lockHolder } from "../endpoint/state/lock.ts";
import { confirm } from "../output/confirm.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { STATE_OPTION } from "./running.ts";

/** `doppelface reset`: the state folder without a state. */
export const reset: Command = {
  name: "reset",
  summary: "Delete everything in the state folder.",
  usage: "reset [--yes] [--state DIR] [--json]",
  details: "Refused while an environment runs on it. `doppelface export DIR` keeps a copy.",
  options: {
    yes: { type: "boolean", short: "y", description: "Do not ask" },
    ...STATE_OPTION,
  },
  async run({ values, settings, output }) {
    const { state } = settings;
    const holder = lockHolder(state);
    if (holder !== undefined) throw new StateInUse(state, holder);
    const sure = values["yes"] === true || (await confirm(`Delete everything in ${state}?`));
    if (sure === undefined) throw new UsageError("Nobody is there to be asked: say --yes to delete the state.");
    if (!sure) {
      output.result({ reset: false }, ["Nothing was deleted."]);
      return 1;
    }
    resetState(state);
    output.result({ reset: true, state }, [`${state} is empty.`]);
    return 0;
  },
};
