import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { ServiceError } from "../../../errors.ts";
import { withinTime } from "../../patterns/within-time.ts";
import { invalid, unsupported } from "../errors.ts";
import { type ParameterStore, arnOf } from "../store.ts";

const parse = inputOf("ssm", "PutParameter", {
  Overwrite: false,
  DataType: "text",
  Tier: "Standard",
  Policies: "",
  Tags: [],
});

type Input = ReturnType<typeof parse>;

/** Adds a parameter, or a version of one with `Overwrite`. A SecureString is refused by name: there is no KMS here. */
export function putParameter(store: ParameterStore): Operation<Input, { Version: number; Tier: "Standard" }> {
  return {
    parse,
    permissions(input, call) {
      const resource = arnOf(call, input.Name);
      const put = { action: "ssm:PutParameter", resource };
      return input.Tags.length === 0 ? [put] : [put, { action: "ssm:AddTagsToResource", resource }];
    },
    run(input, call) {
      if (input.Type === "SecureString") throw unsupported("PutParameter of a SecureString");
      if (input.Tier === "Advanced" || input.Policies !== "") {
        throw unsupported("PutParameter of an advanced parameter");
      }
      checkName(input.Name);
      checkValue(input);
      const { Type: type } = input;
      return store.write(() => {
        const before = store.find(call, input.Name);
        if (before !== undefined && !input.Overwrite) {
          throw new ServiceError(
            "ParameterAlreadyExists",
            "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
          );
        }
        if (before !== undefined && input.Tags.length > 0) {
          throw invalid(
            "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag.",
          );
        }
        if (before === undefined && type === undefined) {
          throw invalid("A parameter type is required when you create a parameter.");
        }
        if (before !== undefined && type !== undefined && type !== before.type) {
          throw new ServiceError(
            "HierarchyTypeMismatchException",
            "Parameter Store does not support changing a parameter type. Create a new parameter.",
          );
        }
        const version = (before?.version ?? 0) + 1;
        store.insert(call, {
          name: input.Name,
          version,
          type: type ?? before?.type ?? "String",
          value: input.Value,
          description: input.Description ?? before?.description ?? "",
          allowedPattern: input.AllowedPattern ?? "",
          dataType: input.DataType,
          modifiedBy: call.caller.arn,
          modifiedAt: Date.now(),
        });
        for (const tag of input.Tags) store.setTag(call, input.Name, tag);
        return { Version: version, Tier: "Standard" as const };
      });
    },
  };
}

function checkName(name: string): void {
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name)) {
    throw invalid("Only a mix of letters, numbers and the following 4 symbols .-_/ are allowed.");
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw invalid(
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (name.includes("/") && !name.startsWith("/")) throw invalid("Parameter name must be a fully qualified name.");
  if (name.split("/").length > 16) {
    throw new ServiceError("HierarchyLevelLimitExceededException", "A hierarchy can have a maximum of 15 levels.");
  }
}

function checkValue({ Value: value, AllowedPattern: pattern }: Input): void {
  // The model has no smallest length.
  if (value === "") {
    throw invalid(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (Buffer.byteLength(value) > 4096) {
    throw invalid(
      "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
    );
  }
  if (pattern === undefined || pattern === "") return;
  let expression: RegExp;
  try {
    expression = new RegExp(pattern);
  } catch (error) {
    throw new ServiceError("InvalidAllowedPatternException", `The pattern ${pattern} is not a regular expression.`, {
      cause: error,
    });
  }
  const matching = withinTime(() => expression.test(value));
  if (matching === undefined) {
    throw new ServiceError("InvalidAllowedPatternException", `The pattern ${pattern} takes too long on this value.`);
  }
  if (!matching) {
    throw new ServiceError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
  }
}
