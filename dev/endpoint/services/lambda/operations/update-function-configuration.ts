import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { passRole } from "../../../identity/pass-role.ts";
import type { Call, Operation } from "../../../service.ts";
import { preconditionFailed } from "../errors.ts";
import { checkExecutionRole } from "../execution-role.ts";
import type { FunctionReference } from "../function-name.ts";
import { type LambdaContext, functionOperation } from "../function-operation.ts";
import { type FunctionRecord, foldersOf, toConfiguration } from "../function-record.ts";
import { layerPermissions, resolveLayers } from "../layers/layers-of-function.ts";
import { existing } from "../qualifiers.ts";
import { SettingsInput, changedSettings } from "../settings.ts";

const Input = v.object({ ...SettingsInput, FunctionName: v.string(), RevisionId: v.optional(v.string()) });
type Input = v.InferOutput<typeof Input>;

/** Changes a function's settings. Events that come after the answer run with the new ones. */
export function updateFunctionConfiguration({ host, store, code, pools }: LambdaContext): Operation {
  const run = async (input: Input, reference: FunctionReference, call: Call): Promise<Record<string, unknown>> => {
    if (input.Role !== undefined) await checkExecutionRole(host, input.Role, call);
    const { before, record } = await host.state.write(() => {
      const before = existing(store, reference);
      if (input.RevisionId !== undefined && input.RevisionId !== before.revisionId) throw preconditionFailed();
      const settings = changedSettings(before.settings, input, resolveLayers(store, input.Layers, call));
      const after = { ...before, settings, revisionId: randomUUID(), lastModified: Date.now() };
      store.save(after);
      return { before, record: after };
    });
    pools.changed(record);
    for (const folder of foldersOf(before)) void code.release(folder);
    return updating(record);
  };
  return functionOperation("UpdateFunctionConfiguration", Input, run, ({ Role, Layers }, call) => [
    ...passRole(Role, "lambda.amazonaws.com"),
    ...layerPermissions(Layers, call.caller.account),
  ]);
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
