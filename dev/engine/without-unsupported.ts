import * as v from "valibot";
import { findResourceType } from "../endpoint/services/cloudformation/resource-types/table.ts";

const Resource = v.looseObject({ Type: v.string(), DependsOn: v.optional(v.union([v.string(), v.array(v.string())])) });
const Template = v.looseObject({ Resources: v.record(v.string(), Resource) });
const Attribute = v.union([v.pipe(v.string(), v.includes(".")), v.tuple([v.string(), v.string()])]);

/** Begins the value of what is not there; in place of an ARN it has the form of one. */
const NOT_HERE = "not-here";
const FUNCTION = "AWS::Lambda::Function";

/**
 * Makes what leaves out of a template the resources whose types the embedded engine does not have. What refers to one of
 * them gets a value that names it, such as `not-here:AWS::ApiGateway::RestApi:Api`.
 * @param tell gets a line for what is left out, and one for each function that got such a value; each once
 */
export function withoutUnsupported(tell: (text: string) => void): (template: string) => string {
  const told = new Set<string>();
  const once = (text: string): void => {
    if (!told.has(text)) tell(text);
    told.add(text);
  };
  return (text) => {
    const { Resources, ...rest } = v.parse(Template, JSON.parse(text));
    const all = Object.entries(Resources);
    const left = new Map(all.flatMap(([id, { Type }]) => (findResourceType(Type) === undefined ? [[id, Type]] : [])));
    if (left.size === 0) return text;
    const names = [...left].map(([id, type]) => `${type} (${id})`).join(", ");
    once(`Left out, since the embedded engine has no such types: ${names}.`);
    const kept = all.flatMap(([id, resource]) => {
      if (left.has(id)) return [];
      const used = new Set<string>();
      const replaced = replaceReferences(resource, left, used);
      if (resource.Type === FUNCTION && used.size > 0) {
        once(`The function ${id} gets in their place: ${[...used].join(", ")}.`);
      }
      const DependsOn = [resource.DependsOn ?? []].flat().filter((other) => !left.has(other));
      return [[id, { ...v.parse(v.looseObject({}), replaced), DependsOn }]];
    });
    const others = v.parse(v.looseObject({}), replaceReferences(rest, left, new Set()));
    return JSON.stringify({ ...others, Resources: Object.fromEntries(kept) });
  };
}

/** A value with each `Ref`, `Fn::GetAtt` and `Fn::Sub` to what is left out replaced. @param used gets what was put there */
function replaceReferences(value: unknown, left: ReadonlyMap<string, string>, used: Set<string>): unknown {
  const valueOf = (id: string, attribute?: string): string | undefined => {
    const type = left.get(id);
    if (type === undefined) return undefined;
    const found = placeholder(type, id, attribute);
    used.add(found);
    return found;
  };
  const replace = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(replace);
    if (typeof each !== "object" || each === null) return each;
    const entries = Object.entries(each);
    const [name, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
    if (name === "Ref" && typeof argument === "string") return valueOf(argument) ?? each;
    if (name === "Fn::GetAtt" && v.is(Attribute, argument)) {
      const [id = "", ...attribute] = typeof argument === "string" ? argument.split(".") : argument;
      return valueOf(id, attribute.join(".")) ?? each;
    }
    if (name === "Fn::Sub") return { "Fn::Sub": replaceInSub(argument, valueOf, replace) };
    return Object.fromEntries(entries.map(([key, inner]) => [key, replace(inner)]));
  };
  return replace(value);
}

/** The text of a `Fn::Sub`, or its text and the values of its own names. */
function replaceInSub(
  argument: unknown,
  valueOf: (id: string, attribute?: string) => string | undefined,
  replace: (value: unknown) => unknown,
): unknown {
  const inText = (text: string): string =>
    text.replaceAll(
      /\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}/g,
      (whole, id: string, attribute?: string) => valueOf(id, attribute) ?? whole,
    );
  if (typeof argument === "string") return inText(argument);
  if (!Array.isArray(argument)) return argument;
  const [text, names] = argument as unknown[];
  return [typeof text === "string" ? inText(text) : text, replace(names)];
}

function placeholder(type: string, id: string, attribute: string | undefined): string {
  if (attribute?.endsWith("Arn") === true) return `arn:aws:${NOT_HERE}:us-east-1:000000000000:${type}/${id}`;
  return [NOT_HERE, type, attribute === undefined ? id : `${id}.${attribute}`].join(":");
}
