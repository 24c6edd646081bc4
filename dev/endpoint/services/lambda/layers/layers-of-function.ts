import { ServiceError } from "../../../errors.ts";
import type { Permission } from "../../../identity/caller.ts";
import type { Call } from "../../../service.ts";
import { invalidParameter, refused } from "../errors.ts";
import type { FunctionLayer } from "../function-record.ts";
import type { FunctionStore } from "../store.ts";
import { isOpenTo, readLayerName } from "./layer-version.ts";

const MOST_LAYERS = 5;
const ARN = /^arn:aws[a-zA-Z-]*:lambda:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:layer:[a-zA-Z0-9-_]+:\d+$/;

/**
 * The layers that a function names, in the order in which they lie over one another, with their code: it stays theirs
 * when the layer's version is deleted. Inside `State.read` or `State.write`; undefined where the input names none.
 */
export function resolveLayers(
  store: FunctionStore,
  arns: readonly string[] | undefined,
  call: Call,
): readonly FunctionLayer[] | undefined {
  if (arns === undefined) return undefined;
  if (arns.length > MOST_LAYERS) throw invalidParameter("Cannot reference more than 5 layers.");
  const byName = new Map<string, string>();
  return arns.map((arn) => {
    const layer = resolveLayer(store, arn, call);
    const name = arn.slice(0, arn.lastIndexOf(":"));
    const other = byName.get(name);
    if (other !== undefined) {
      throw invalidParameter(
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${other} and ${arn} are versions of the same layer.`,
      );
    }
    byName.set(name, arn);
    return layer;
  });
}

/** Who gives a function a layer needs to be allowed to see it; one of another account is asked for its own policy. */
export function layerPermissions(arns: readonly string[] | undefined, account: string): Permission[] {
  const own = (arns ?? []).filter((arn) => arn.split(":")[4] === account);
  return own.map((resource) => ({ action: "lambda:GetLayerVersion", resource }));
}

function resolveLayer(store: FunctionStore, arn: string, call: Call): FunctionLayer {
  if (!ARN.test(arn)) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value '[${arn}]' at 'layers' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+), Member must not be null]`,
    );
  }
  const { version = 0, ...key } = readLayerName(arn, call);
  if (key.region !== call.region) {
    throw invalidParameter(
      `Layers are not in the same region as the function. Layers are expected to be in region ${call.region}.`,
    );
  }
  const found = store.layers.find(key, version);
  if (found === undefined && key.account !== call.caller.account) {
    throw refused(
      `The layer ${arn} of another account, which is not there (publish its zip file as a layer of your own, which GetLayerVersion on AWS links to)`,
    );
  }
  if (found === undefined) throw invalidParameter(`Layer version ${arn} does not exist.`);
  if (!isOpenTo(found, call.caller.account)) {
    throw new ServiceError(
      "AccessDeniedException",
      `User: ${call.caller.arn} is not authorized to perform: lambda:GetLayerVersion on resource: ${arn} because no resource-based policy allows the lambda:GetLayerVersion action`,
      { status: 403 },
    );
  }
  return { Arn: arn, CodeSize: found.code.size, folder: found.code.folder };
}
