import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { passRole } from "../../../identity/pass-role.ts";
import type { Call, Operation } from "../../../service.ts";
import { CodeLocation } from "../code.ts";
import { conflict, refused } from "../errors.ts";
import { checkExecutionRole } from "../execution-role.ts";
import { readFunctionName } from "../function-name.ts";
import type { LambdaContext } from "../function-operation.ts";
import { type FunctionRecord, LATEST, toConfiguration } from "../function-record.ts";
import { layerPermissions, resolveLayers } from "../layers/layers-of-function.ts";
import { lambdaParser } from "../parse.ts";
import { SettingsInput, newSettings } from "../settings.ts";
import { publish } from "./publish-version.ts";

const Input = v.object({
  ...SettingsInput,
  FunctionName: v.string(),
  Role: v.string(),
  Code: v.object({ ...CodeLocation.entries, ImageUri: v.optional(v.string()) }),
  PackageType: v.optional(v.picklist(["Zip", "Image"]), "Zip"),
  Architectures: v.optional(v.array(v.picklist(["x86_64", "arm64"])), ["x86_64"]),
  Publish: v.optional(v.boolean(), false),
  Tags: v.optional(v.record(v.string(), v.string()), {}),
});
type Input = v.InferOutput<typeof Input>;

/** Makes a function from a zip file, given or in S3; it is `Active` once this has answered `Pending`. */
export function createFunction({ host, store, code }: LambdaContext): Operation<Input> {
  return {
    parse: lambdaParser(Input),
    permissions: (input, call) => [
      { action: "lambda:CreateFunction", resource: readFunctionName(input.FunctionName, undefined, call).arn },
      ...passRole(input.Role, "lambda.amazonaws.com"),
      ...layerPermissions(input.Layers, call.caller.account),
    ],
    async run(input, call: Call) {
      if (input.PackageType === "Image") throw refused("PackageType Image");
      const { account, region, name, arn } = readFunctionName(input.FunctionName, undefined, call);
      const layers = await host.state.read(() => resolveLayers(store, input.Layers, call));
      const settings = newSettings(name, input, input.Architectures, layers);
      if (await host.state.read(() => store.find({ account, region, name }))) throw alreadyExists(name);
      await checkExecutionRole(host, settings.Role, call);
      await using added = await code.add(input.Code, call);
      const record: FunctionRecord = {
        account,
        region,
        name,
        version: LATEST,
        arn,
        settings,
        code: added.code,
        hotReload: added.hotReload,
        revisionId: randomUUID(),
        lastModified: Date.now(),
        policy: [],
        tags: input.Tags,
        eventConfig: undefined,
        reservedConcurrency: undefined,
      };
      const made = await host.state.write(() => {
        if (store.find(record) !== undefined) throw alreadyExists(name);
        // One may have been deleted meanwhile, and its code with it.
        resolveLayers(store, input.Layers, call);
        store.save(record);
        return input.Publish ? publish(store, record) : record;
      });
      const { LastUpdateStatus: _, ...configuration } = toConfiguration(made);
      return {
        ...configuration,
        State: "Pending",
        StateReason: "The function is being created.",
        StateReasonCode: "Creating",
      };
    },
  };
}

function alreadyExists(name: string): Error {
  return conflict(`Function already exist: ${name}`);
}
