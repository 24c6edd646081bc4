import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";

const Published = v.object({ FunctionArn: v.string(), Version: v.string() });
const Versions = v.object({
  Versions: v.array(v.object({ Version: v.string() })),
  NextMarker: v.optional(v.string()),
});

/** AWS::Lambda::Version: the function as it is once its own changes are done; `Ref` is the version's ARN. */
export const version = resourceType({
  type: "AWS::Lambda::Version",
  properties: v.strictObject({ FunctionName: text, CodeSha256: v.optional(text), Description: v.optional(text) }),
  replacedBy: ["FunctionName", "CodeSha256", "Description"],
  attributeNames: ["FunctionArn", "Version"],
  async create(given, context) {
    const before = await numbersOf(given.FunctionName, context);
    const answer = await context.dispatch("lambda", "PublishVersion", given);
    const { FunctionArn, Version } = v.parse(Published, answer);
    if (before.has(Version)) {
      // Lambda answers the version that is there; CloudFormation's words are those of aws-cdk issue 28252 (2023-12).
      throw new Error(`Version already exists: [${FunctionArn}]. Please modify the function to create a new version.`);
    }
    return FunctionArn;
  },
  update: async () => undefined,
  async delete({ FunctionName }, context) {
    // Refused in the first place, since nothing had changed.
    if (context.physicalId === "") return;
    const Qualifier = numberOf(context);
    await unlessMissing(context.dispatch("lambda", "DeleteFunction", { FunctionName, Qualifier }));
  },
  attributes: async (_given, context) => ({ FunctionArn: context.physicalId, Version: numberOf(context) }),
});

async function numbersOf(FunctionName: string, context: ResourceContext): Promise<ReadonlySet<string>> {
  const numbers = new Set<string>();
  let Marker: string | undefined;
  do {
    const input = { FunctionName, ...(Marker === undefined ? {} : { Marker }) };
    const page = v.parse(Versions, await context.dispatch("lambda", "ListVersionsByFunction", input));
    for (const { Version } of page.Versions) numbers.add(Version);
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  return numbers;
}

function numberOf({ physicalId }: ResourceContext): string {
  return physicalId.slice(physicalId.lastIndexOf(":") + 1);
}
