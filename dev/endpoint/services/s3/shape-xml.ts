import { escapeXml } from "../../http/protocol/xml.ts";
import { malformedXml } from "./errors.ts";
import type { Shape, StructureShape } from "./shape.ts";

type Scalar = string | number | boolean;

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Declares the prefix of `xsi:type`, the one attribute of S3's documents. */
const INSTANCE = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** Writes an answer's document. */
export function writeDocument(root: string, shape: Shape, value: unknown): string {
  const element = writeMember(root, shape, value) || `<${root}></${root}>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}"${element.slice(root.length + 1)}`;
}

/** Reads a request's document into the API's members. Throws `MalformedXML` for what the shape does not know. */
export async function readDocument(xml: string, root: string, shape: Shape): Promise<unknown> {
  // No document of S3's has one; in a foreign one, entities are defined that grow or name files.
  if (/<!DOCTYPE/i.test(xml)) throw malformedXml();
  // Loaded here, so that an endpoint that parses no XML does not load the parser.
  const { XMLParser } = await import("fast-xml-parser");
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    removeNSPrefix: true,
    parseTagValue: false,
    trimValues: false,
    // Character references (&#13;) are among them.
    htmlEntities: true,
    isArray: () => true,
  });
  let document: unknown;
  try {
    document = parser.parse(xml, true);
  } catch {
    throw malformedXml();
  }
  const nodes = elementsOf(document, root);
  if (nodes.length === 0) throw malformedXml();
  return readMember(shape, nodes);
}

function writeMembers(shape: StructureShape, value: Readonly<Record<string, unknown>>): string {
  return Object.entries(shape.members)
    .filter(([, member]) => !isAttribute(member))
    .map(([name, member]) => writeMember(member.element ?? name, member, value[name]))
    .join("");
}

function writeAttributes(shape: StructureShape, value: Readonly<Record<string, unknown>>): string {
  const attributes = Object.entries(shape.members).filter(
    ([name, member]) => isAttribute(member) && value[name] !== undefined,
  );
  if (attributes.length === 0) return "";
  const texts = attributes.map(
    ([name, member]) => `${member.element ?? name}="${escapeXml(`${value[name] as Scalar}`)}"`,
  );
  return ` ${[INSTANCE, ...texts].join(" ")}`;
}

function isAttribute(shape: Shape): boolean {
  return shape.kind === "text" && shape.attribute === true;
}

function writeMember(element: string, shape: Shape, value: unknown): string {
  if (value === undefined) return "";
  if (shape.kind === "list") {
    const items = value as readonly unknown[];
    if (shape.inner === undefined) return items.map((item) => writeMember(element, shape.item, item)).join("");
    const inner = shape.inner;
    return `<${element}>${items.map((item) => writeMember(inner, shape.item, item)).join("")}</${element}>`;
  }
  if (shape.kind === "structure") {
    const members = value as Record<string, unknown>;
    return `<${element}${writeAttributes(shape, members)}>${writeMembers(shape, members)}</${element}>`;
  }
  return `<${element}>${escapeXml(value instanceof Date ? value.toISOString() : `${value as Scalar}`)}</${element}>`;
}

function readStructure(shape: StructureShape, node: unknown): Record<string, unknown> {
  if (typeof node === "string") {
    if (node.trim() !== "") throw malformedXml();
    return requireMembers(shape, {});
  }
  const known = new Map(Object.entries(shape.members).map(([name, member]) => [member.element ?? name, name]));
  for (const element of Object.keys(node as object)) {
    if (element !== "#text" && !known.has(element)) throw malformedXml();
  }
  const value: Record<string, unknown> = {};
  for (const [element, name] of known) {
    const nodes = elementsOf(node, element);
    const member = shape.members[name];
    if (nodes.length > 0 && member !== undefined) value[name] = readMember(member, nodes);
  }
  return requireMembers(shape, value);
}

function readMember(shape: Shape, nodes: readonly unknown[]): unknown {
  if (shape.kind === "list") {
    const items = shape.inner === undefined ? nodes : elementsOf(nodes[0], shape.inner);
    return items.map((node) => readMember(shape.item, [node]));
  }
  if (nodes.length > 1) throw malformedXml();
  const [node] = nodes;
  if (shape.kind === "structure") return readStructure(shape, node);
  return readLeaf(shape, leafText(node));
}

function readLeaf(shape: Exclude<Shape, { kind: "list" | "structure" }>, content: string): unknown {
  if (shape.kind === "text") {
    if (shape.values !== undefined && !shape.values.includes(content)) throw malformedXml();
    return content;
  }
  if (shape.kind === "boolean") {
    if (!/^(true|false)$/i.test(content)) throw malformedXml();
    return content.toLowerCase() === "true";
  }
  if (shape.kind === "integer") {
    if (!/^-?\d{1,15}$/.test(content)) throw malformedXml();
    return Number(content);
  }
  const date = new Date(content);
  if (Number.isNaN(date.getTime())) throw malformedXml();
  return date;
}

function leafText(node: unknown): string {
  if (typeof node === "string") return node;
  const content = (node as Record<string, unknown> | undefined)?.["#text"];
  if (typeof content !== "string") throw malformedXml();
  return content;
}

function elementsOf(node: unknown, element: string): readonly unknown[] {
  if (typeof node !== "object" || node === null) return [];
  const found = (node as Record<string, unknown>)[element];
  return Array.isArray(found) ? found : [];
}

function requireMembers(shape: StructureShape, value: Record<string, unknown>): Record<string, unknown> {
  for (const [name, member] of Object.entries(shape.members)) {
    if (member.required && value[name] === undefined) throw malformedXml();
  }
  return value;
}
