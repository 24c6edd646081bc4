import * as v from "valibot";
import type { Call, Operation } from "../../../service.ts";
import { invalidParameter, resourceNotFound } from "../errors.ts";
import type { LambdaContext } from "../function-operation.ts";
import { type LayerReference, type LayerVersion, LayerVersionInput, readLayerName } from "../layers/layer-version.ts";
import { toOutput } from "../layers/layer-output.ts";
import { lambdaParser } from "../parse.ts";
import type { FunctionStore } from "../store.ts";

/** Answers a version of a layer, with a link to its zip file. */
export function getLayerVersion({ host, store }: LambdaContext): Operation {
  return layerOperation("GetLayerVersion", v.object(LayerVersionInput), ({ VersionNumber }, reference) =>
    host.state.read(() => toOutput(host, existingLayer(store, reference, VersionNumber))),
  );
}

/** The same by its ARN. */
export function getLayerVersionByArn({ host, store }: LambdaContext): Operation {
  const schema = v.object({ Arn: v.pipe(v.string(), v.regex(/:layer:[a-zA-Z0-9-_]+:\d+$/)) });
  const parse = lambdaParser(schema);
  return {
    parse,
    permissions: (input) => [{ action: "lambda:GetLayerVersion", resource: (input as { Arn: string }).Arn }],
    run(input, call) {
      const reference = readLayerName((input as { Arn: string }).Arn, call);
      return host.state.read(() => toOutput(host, existingLayer(store, reference, reference.version ?? 0)));
    },
  };
}

/** Removes a version; functions that have it keep it. One that is not there is fine, as on AWS. */
export function deleteLayerVersion({ host, store, code }: LambdaContext): Operation {
  return layerOperation("DeleteLayerVersion", v.object(LayerVersionInput), async ({ VersionNumber }, reference) => {
    checkNumber(VersionNumber);
    const gone = await host.state.write(() => {
      const layer = store.layers.find(reference, VersionNumber);
      store.layers.remove(reference, VersionNumber);
      return layer;
    });
    if (gone !== undefined) void code.release(gone.code.folder);
  });
}

interface NamesVersion {
  readonly LayerName: string;
  readonly VersionNumber: number;
}

/** An operation on one version of a layer: its permission is `lambda:<action>` on the version's ARN. */
export function layerOperation<Schema extends v.GenericSchema<unknown, NamesVersion>>(
  action: string,
  schema: Schema,
  run: (input: v.InferOutput<Schema>, reference: LayerReference, call: Call) => unknown,
): Operation {
  return {
    parse: lambdaParser(schema),
    permissions(input, call) {
      const { LayerName, VersionNumber } = input as NamesVersion;
      return [{ action: `lambda:${action}`, resource: `${readLayerName(LayerName, call).arn}:${VersionNumber}` }];
    },
    run: (input, call) =>
      run(input as v.InferOutput<Schema>, readLayerName((input as NamesVersion).LayerName, call), call),
  };
}

/** Inside `State.read` or `State.write`. Throws ResourceNotFoundException. */
export function existingLayer(
  store: FunctionStore,
  reference: LayerReference,
  version: number,
  message = "The resource you requested does not exist.",
): LayerVersion {
  checkNumber(version);
  const layer = store.layers.find(reference, version);
  if (layer === undefined) throw resourceNotFound(message);
  return layer;
}

function checkNumber(version: number): void {
  if (version < 1) throw invalidParameter("Layer Version Cannot be less than 1");
}
