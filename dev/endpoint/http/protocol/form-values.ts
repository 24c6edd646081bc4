import { shapeOf } from "../../model/reader.ts";
import { type ServiceModel, modelOf } from "../../model/service-model.ts";

/**
 * What stood in a form, with the types of the service's model: a form has text alone, an empty list is an empty text, and
 * a map is a list of entries. What is not of its type stays as it is, for the check of the input to name.
 */
export function formValues(service: string, action: string, form: Readonly<Record<string, unknown>>): unknown {
  const model = modelOf(service);
  const { input } = model.operation(action);
  return input === undefined ? {} : typed(model, input, form);
}

function typed(model: ServiceModel, name: string, value: unknown): unknown {
  const shape = model.shape(name);
  if (shape.type === "structure") {
    const members = Object.entries(shape.members ?? {}).map(([member, ref]) => [member, shapeOf(ref)] as const);
    return isFields(value)
      ? Object.fromEntries(
          members.flatMap(([member, inner]) =>
            Object.hasOwn(value, member) ? [[member, typed(model, inner, value[member])]] : [],
          ),
        )
      : value;
  }
  if (shape.type === "list") {
    const inner = shapeOf(shape.member);
    return Array.isArray(value) ? value.map((item) => typed(model, inner, item)) : value === "" ? [] : value;
  }
  if (shape.type === "map") return entries(model, shapeOf(shape.value), value);
  return typeof value === "string" ? (SCALARS[shape.type]?.(value) ?? value) : value;
}

function entries(model: ServiceModel, inner: string, value: unknown): unknown {
  if (value === "") return {};
  if (!Array.isArray(value)) return value;
  return Object.fromEntries(
    value.filter(isFields).map(({ key, value: item }) => [String(key), typed(model, inner, item)]),
  );
}

const number = (text: string): number | undefined =>
  /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;

const SCALARS: Readonly<Record<string, (text: string) => unknown>> = {
  integer: number,
  long: number,
  float: number,
  double: number,
  boolean: (text) => (text === "true" ? true : text === "false" ? false : undefined),
  timestamp: (text) => number(text) ?? (Number.isNaN(Date.parse(text)) ? undefined : Date.parse(text) / 1000),
};

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
