import { createRequire } from "node:module";
import type * as yamlPackage from "yaml";
import { withDashes } from "./lexemes.ts";

/** Of YAML 1.1 these are not CloudFormation's (User Guide, "Template format: YAML"). */
const LEFT_OUT = /:(timestamp|binary|omap|pairs|set|merge)$/;

/** A text that is no YAML of CloudFormation, in the words of its answer. */
export class NotYaml extends Error {
  override readonly name = "NotYaml";
}

/**
 * Reads a template in YAML 1.1, the short forms of the functions included (`!Sub x` is `{"Fn::Sub": "x"}`). Of a key
 * that stands twice the last one counts, as in JSON. Throws NotYaml that says where it is wrong.
 */
export function parseYaml(text: string): unknown {
  const { LineCounter, Lexer, Parser, Composer } = load();
  const lineCounter = new LineCounter();
  lineCounter.addNewLine(0);
  const fail = (offset: number): Error => {
    const { line, col } = lineCounter.linePos(offset);
    return new NotYaml(`YAML not well-formed. (line ${line}, column ${col})`);
  };
  const parser = new Parser(lineCounter.addNewLine);
  const tokens = withDashes([...new Lexer().lex(text)]).flatMap((lexeme) => [...parser.next(lexeme)]);
  const composer = new Composer({
    version: "1.1",
    uniqueKeys: false,
    // A tag that the package does not know stays on its node, for us to read.
    logLevel: "error",
    customTags: (tags) => tags.flatMap(ownTags),
  });
  const [document, another] = composer.compose([...tokens, ...parser.end()], true, text.length);
  const [error] = document?.errors ?? [];
  if (error !== undefined) throw fail(error.pos[0]);
  if (another !== undefined) throw fail(another.range[0]);
  return valueOf(document?.contents);
}

/** A single letter is no boolean in the YAML of CloudFormation: `AttributeType: N` is a table's number. */
const LETTERS = /[YN]\|[yn]\|/;

function ownTags(tag: yamlPackage.Tags[number]): yamlPackage.Tags {
  if (typeof tag === "string") return [tag];
  if (LEFT_OUT.test(tag.tag)) return [];
  if (tag.collection !== undefined || tag.test === undefined || !tag.tag.endsWith(":bool")) return [tag];
  return [{ ...tag, test: new RegExp(tag.test.source.replace(LETTERS, "")) }];
}

let loaded: typeof yamlPackage | undefined;

/** The parser, loaded with the first template that is no JSON: it takes 60 ms. */
function load(): typeof yamlPackage {
  loaded ??= createRequire(import.meta.url)("yaml") as typeof yamlPackage;
  return loaded;
}

function valueOf(node: unknown): unknown {
  const { isAlias, isMap, isScalar, isSeq } = load();
  if (isAlias(node)) throw new NotYaml("YAML aliases are not allowed in CloudFormation templates");
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => [keyOf(key), valueOf(value)] as const);
    return tagged(node.tag, Object.fromEntries(entries));
  }
  if (isSeq(node)) {
    return tagged(
      node.tag,
      node.items.map((item) => valueOf(item)),
    );
  }
  return isScalar(node) ? tagged(node.tag, node.value) : null;
}

function keyOf(node: unknown): string {
  const value = valueOf(node);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw new NotYaml("a YAML key that is no text");
}

/** The long form of a short one. */
function tagged(tag: string | undefined, value: unknown): unknown {
  if (tag?.startsWith("!") !== true || tag === "!") return value;
  const name = tag.slice(1);
  if (name === "Ref" || name === "Condition") return { [name]: value };
  if (name === "GetAtt" && typeof value === "string") {
    const at = value.indexOf(".");
    return { "Fn::GetAtt": at < 0 ? [value] : [value.slice(0, at), value.slice(at + 1)] };
  }
  return { [`Fn::${name}`]: value };
}
