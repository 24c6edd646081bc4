import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { passRole } from "../../../identity/pass-role.ts";
import type { Call, Operation } from "../../../service.ts";
import { preconditionFailed } from "../errors.ts";
import { checkExecutionRole } from "../execution-role.ts";
import type { FunctionReference } from "../function-name.ts";
import { type LambdaContext, functionOperation } from "../function-operation.ts";
import { type FunctionRecord, toConfiguration } from "../function-record.ts";
import { existing } from "../qualifiers.ts";
import { SettingsInput, changedSettings } from "../settings.ts";

const Input = v.object({ ...SettingsInput, FunctionName: v.string(), RevisionId: v.optional(v.string()) });
type Input = v.InferOutput<typeof Input>;

/** Changes a function's settings. Events that come after the answer run with the new ones. */
export function updateFunctionConfiguration({ host, store, pools }: LambdaContext): Operation {
  const run = async (input: Input, reference: FunctionReference, call: Call): Promise<Record<string, unknown>> => {
    if (input.Role !== undefined) await checkExecutionRole(host, input.Role, call);
    const record = await host.state.write(() => {
      const before = existing(store, reference);
      if (input.RevisionId !== undefined && input.RevisionId !== before.revisionId) throw preconditionFailed();
      const settings = changedSettings(before.settings, input);
      const after = { ...before, settings, revisionId: randomUUID(), lastModified: Date.now() };
      store.save(after);
      return after;
    });
    pools.changed(record);
    return updating(record);
  };
  return functionOperation("UpdateFunctionConfiguration", Input, run, ({ Role }) => passRole(Role));
}

/** A configuration as an update answers it: `InProgress`, which is over when the answer arrives. */
export function updating(record: FunctionRecord): Record<string, unknown> {
  return {
    ...toConfiguration(record),
    LastUpdateStatus: "InProgress",
    LastUpdateStatusReason: "The function is being created.",
    LastUpdateStatusReasonCode: "Creating",
  };
}
