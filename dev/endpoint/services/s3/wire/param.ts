import type { HttpRequest } from "../../../service.ts";
import { invalidArgument } from "../errors.ts";
import { decodeDescription, decodeHeader, encodeDescription, encodeHeader } from "./header-text.ts";

/** Where a member stands outside the body. */
export interface Param {
  readonly in: "header" | "query";
  readonly name: string;
  /** `metadata`: every header that begins with `name`. */
  readonly kind: "text" | "integer" | "boolean" | "date" | "metadata";
}

/** The API's member names and where each stands. */
export type Params = Readonly<Record<string, Param>>;

/** A member in a header. */
export function header(name: string, kind: Param["kind"] = "text"): Param {
  return { in: "header", name, kind };
}

/** A member in the query. */
export function query(name: string, kind: Param["kind"] = "text"): Param {
  return { in: "query", name, kind };
}

/** Reads the members that a request has. */
export function readParams(params: Params, request: HttpRequest): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [member, param] of Object.entries(params)) {
    const value =
      param.kind === "metadata" ? readMetadata(param.name, request) : readValue(param, textOf(param, request));
    if (value !== undefined) input[member] = value;
  }
  return input;
}

type Scalar = string | number | boolean;

/** Writes the members that an output has as headers. */
export function writeParams(params: Params, output: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [member, { name, kind }] of Object.entries(params)) {
    const value = output[member];
    if (value === undefined) continue;
    if (kind === "metadata") {
      for (const [key, text] of Object.entries(value as Record<string, string>)) {
        headers[name + key] = encodeHeader(text);
      }
    } else headers[name] = value instanceof Date ? value.toUTCString() : encodeDescription(`${value as Scalar}`);
  }
  return headers;
}

function textOf(param: Param, request: HttpRequest): string | undefined {
  if (param.in === "query") return request.query.get(param.name) ?? undefined;
  const value = request.headers[param.name];
  return Array.isArray(value) ? value.join(",") : value;
}

function readValue(param: Param, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  switch (param.kind) {
    case "text":
      return param.in === "header" ? decodeDescription(text) : text;
    case "metadata":
      return text;
    case "boolean":
      return text.toLowerCase() === "true";
    case "date": {
      // S3 leaves out a condition whose date it cannot read.
      const time = Date.parse(text);
      return Number.isNaN(time) ? undefined : new Date(time);
    }
    case "integer":
      if (!/^-?\d{1,15}$/.test(text)) {
        throw invalidArgument(`Provided ${param.name} not an integer or within integer range`, param.name, text);
      }
      return Number(text);
  }
}

function readMetadata(prefix: string, request: HttpRequest): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (!name.startsWith(prefix) || value === undefined) continue;
    metadata[name.slice(prefix.length)] = decodeHeader(Array.isArray(value) ? value.join(",") : value);
  }
  return metadata;
}
