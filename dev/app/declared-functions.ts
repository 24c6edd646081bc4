import * as v from "valibot";
import type { Assembly } from "./assembly.ts";
import { withNested } from "./nested-templates.ts";

const Template = v.looseObject({
  Resources: v.optional(
    v.record(v.string(), v.looseObject({ Type: v.string(), Properties: v.optional(v.unknown()) })),
    {},
  ),
});

const FunctionProperties = v.looseObject({
  Runtime: v.optional(v.unknown()),
  Code: v.optional(
    v.looseObject({
      ZipFile: v.optional(v.unknown()),
      ImageUri: v.optional(v.unknown()),
      S3Key: v.optional(v.unknown()),
    }),
    {},
  ),
});

/** A function as a template declares it. */
export interface DeclaredFunction {
  /** Absolute path of the template. */
  readonly template: string;
  readonly logicalId: string;
  readonly code: { readonly is: "inline" } | { readonly is: "image" } | { readonly is: "object"; readonly key: string };
}

/** Every `AWS::Lambda::Function` of an assembly's templates, those of nested stacks among them. */
export function declaredFunctions({ stacks }: Pick<Assembly, "stacks">): DeclaredFunction[] {
  return stacks.flatMap(withNested).flatMap(({ file, template }) => {
    const { Resources } = v.parse(Template, JSON.parse(template));
    return Object.entries(Resources).flatMap(([logicalId, { Type, Properties }]) => {
      if (Type !== "AWS::Lambda::Function") return [];
      const { Code } = v.parse(FunctionProperties, Properties ?? {});
      const code: DeclaredFunction["code"] =
        Code.ZipFile !== undefined
          ? { is: "inline" }
          : Code.ImageUri !== undefined
            ? { is: "image" }
            : { is: "object", key: JSON.stringify(Code.S3Key ?? "") };
      return [{ template: file, logicalId, code }];
    });
  });
}
