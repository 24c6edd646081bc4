import * as v from "valibot";
import { REGION } from "../config/settings.ts";
import { awsManagedPolicy } from "../endpoint/services/iam/managed-policies.ts";
import { parseIdentityPolicy } from "../endpoint/services/iam/policy-document.ts";
import type { NamedPolicy } from "./privileges.ts";
import { type Resolution, resolveText } from "./resolve.ts";
import { type Template, type TemplateResource, resourcesOf } from "./template.ts";

const RoleOfFunction = v.object({ "Fn::GetAtt": v.tuple([v.string(), v.literal("Arn")]) });
const Inline = v.object({ PolicyName: v.unknown(), PolicyDocument: v.unknown() });
const Ref = v.object({ Ref: v.string() });

/** Logical id of the role of a function; undefined where the role is not of the template. */
export function roleOfFunction({ properties }: TemplateResource): string | undefined {
  const role = v.safeParse(RoleOfFunction, properties["Role"]);
  return role.success ? role.output["Fn::GetAtt"][0] : undefined;
}

/**
 * The policies that a template gives to the role of a function, with the ARNs of the environment here, so that they
 * can be compared with what was done in it. What only a deploy can tell stands as `*` in them.
 */
export function policiesOfRole(template: Template, lambdaFunction: TemplateResource, account: string): NamedPolicy[] {
  const roleId = roleOfFunction(lambdaFunction);
  if (roleId === undefined) return [];
  const resolution: Resolution = { template, target: { account, region: REGION }, unknown: "*" };
  const toPolicy = (name: unknown, document: unknown, logicalId: string): NamedPolicy => ({
    name: resolveText(name, { ...resolution, unknown: undefined }) ?? logicalId,
    document: parseIdentityPolicy(JSON.stringify(resolved(document, resolution))),
  });
  const roles = resourcesOf(template, "AWS::IAM::Role").filter(({ logicalId }) => logicalId === roleId);
  const own = roles.flatMap(({ logicalId, properties }) =>
    v
      .parse(v.optional(v.array(Inline), []), properties["Policies"])
      .map((inline) => toPolicy(inline.PolicyName, inline.PolicyDocument, logicalId)),
  );
  const managed = roles
    .flatMap(({ properties }) => v.parse(v.optional(v.array(v.unknown()), []), properties["ManagedPolicyArns"]))
    .map((arn) => resolveText(arn, { ...resolution, unknown: "" }) ?? "")
    .flatMap((name) => {
      const document = awsManagedPolicy(name);
      return document === undefined ? [] : [{ name, document }];
    });
  const separate = ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"]
    .flatMap((type) => resourcesOf(template, type))
    .filter(
      ({ properties: { Roles } }) => Array.isArray(Roles) && Roles.some((one) => v.is(Ref, one) && one.Ref === roleId),
    )
    .map(({ logicalId, properties }) => toPolicy(properties["PolicyName"], properties["PolicyDocument"], logicalId));
  return [...own, ...managed, ...separate];
}

/** A policy document with every intrinsic function in it resolved. */
function resolved(value: unknown, resolution: Resolution): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, resolution));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && (first[0] === "Ref" || first[0].startsWith("Fn::"))) {
    return resolveText(value, resolution);
  }
  return Object.fromEntries(entries.map(([name, item]) => [name, resolved(item, resolution)]));
}
