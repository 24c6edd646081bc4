import { type Control, jsonAnswer } from "../../http/control.ts";
import type { State } from "../../state/state.ts";
import type { RoleUsage } from "./role-usage.ts";
import { IamStore } from "./store.ts";
import { reportRoles } from "./usage-report.ts";

/** Adds the routes of `doppelface iam`: `GET /_doppelface/iam` tells, `DELETE` begins to count again. */
export function serveRoleUsage(control: Control, usage: RoleUsage, state: State): void {
  const store = new IamStore(state);
  control.on("GET", "/iam", async () =>
    jsonAnswer({ roles: await state.read(() => reportRoles(store, usage.usage(), usage.runs())) }),
  );
  control.on("DELETE", "/iam", async () => {
    await usage.clear();
    return jsonAnswer({});
  });
}
