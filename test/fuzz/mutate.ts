import type { Dice } from "./dice.ts";
import type { Framing, Message, Sample } from "./message.ts";
import { mutateJson } from "./mutate-json.ts";
import { ODD_TEXTS, mutateBytes, mutateText } from "./mutate-text.ts";
import { mutateXml } from "./mutate-xml.ts";

const METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "PROPFIND", "get"];
const SUBRESOURCES = ["acl", "versions", "uploads", "tagging", "policy", "cors", "delete", "list-type=2", "location"];

/** Changes one to three parts of a request. `others` are what headers and operations may be taken from. */
export function mutate(sample: Sample, others: readonly Sample[], dice: Dice): Message {
  let message: Message = sample;
  const changes = 1 + dice.below(3);
  for (let change = 0; change < changes; change++) message = mutatePart(message, others, dice);
  return message;
}

/** Mostly whole; now and then a length that lies, chunks that do not end, or a client that resets. */
export function chooseFraming(dice: Dice): Framing {
  return dice.chance(0.93) ? "whole" : dice.of(["longer", "shorter", "chunked", "reset", "unterminated"]);
}

function mutatePart(message: Message, others: readonly Sample[], dice: Dice): Message {
  switch (dice.below(10)) {
    case 0:
      return { ...message, headers: mutateHeaders(message.headers, others, dice) };
    case 1:
      return { ...message, target: mutateTarget(message.target, dice) };
    case 2:
      if (dice.chance(0.7)) return withOperationOf(dice.of(others), message);
      return { ...message, method: dice.of(METHODS) };
    default:
      return { ...message, body: mutateBody(message, dice) };
  }
}

/** The body of one operation, sent to another of the same service or elsewhere. */
function withOperationOf(other: Sample, message: Message): Message {
  const target = other.headers.find(([name]) => name === "x-amz-target");
  const rest = message.headers.filter(([name]) => name !== "x-amz-target");
  return {
    ...message,
    method: other.method,
    target: other.target,
    headers: target === undefined ? rest : [...rest, target],
  };
}

function mutateBody({ headers, body }: Message, dice: Dice): Buffer {
  const text = body.toString("utf8");
  const type = headers.find(([name]) => name === "content-type")?.[1] ?? "";
  if (body.length === 0 && dice.chance(0.5)) return Buffer.from(dice.of(ODD_TEXTS));
  if (dice.chance(0.1) || type.includes("cbor") || type.includes("octet-stream")) return mutateBytes(body, dice);
  if (/^\s*[[{"]/.test(text)) return Buffer.from(mutateJson(text, dice));
  if (text.startsWith("<")) return Buffer.from(mutateXml(text, dice));
  if (text.startsWith("Action=")) return Buffer.from(mutateForm(text, dice));
  return mutateBytes(body, dice);
}

function mutateForm(text: string, dice: Dice): string {
  const pairs = text.split("&");
  const at = dice.below(pairs.length);
  const [name = "", value = ""] = (pairs[at] ?? "").split("=");
  if (dice.chance(0.15)) return mutateText(text, dice);
  if (dice.chance(0.15)) return pairs.toSpliced(at, 1).join("&");
  if (dice.chance(0.15)) return [...pairs, `${mutateText(name, dice)}=${value}`, `${name}.member.1.x=1`].join("&");
  const decoded = new URLSearchParams(`x=${value}`).get("x") ?? "";
  const changed = /^[[{]/.test(decoded) ? mutateJson(decoded, dice) : mutateText(decoded, dice);
  return pairs.with(at, `${name}=${encodeForm(changed)}`).join("&");
}

function encodeForm(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice(2);
}

function mutateTarget(target: string, dice: Dice): string {
  const [path = "", query] = target.split("?", 2);
  const oddQuery = (): string => `${encodeURIComponent(dice.of(ODD_TEXTS).toWellFormed())}=${dice.below(3)}`;
  switch (dice.below(6)) {
    case 0:
      return `${path}?${dice.of(SUBRESOURCES)}`;
    case 1:
      return `${target}${query === undefined ? "?" : "&"}${oddQuery()}`;
    case 2:
      return `${path}/${encodeURIComponent(dice.of(ODD_TEXTS).toWellFormed())}${query === undefined ? "" : `?${query}`}`;
    case 3:
      return `${path.replace(/[^/]+$/, "")}${dice.of(["..%2f", "%00", "%", "//", "%ff%fe", "../", "."])}${query ?? ""}`;
    case 4:
      return query === undefined ? mutateLine(target, dice) : `${path}?${mutateLine(query, dice)}`;
    default:
      return mutateLine(target, dice);
  }
}

function mutateHeaders(headers: Message["headers"], others: readonly Sample[], dice: Dice): Message["headers"] {
  const at = dice.below(headers.length);
  const [name, value] = headers[at] ?? ["x-amz-date", ""];
  switch (dice.below(5)) {
    case 0:
      return headers.toSpliced(at, 1);
    case 1:
      return [...headers, dice.of(dice.of(others).headers)];
    case 2:
      return [
        ...headers,
        ["x-amz-meta-odd", mutateLine(value, dice)],
        ["range", dice.of(["bytes=-1", "bytes=9-1", "x"])],
      ];
    default:
      return headers.with(at, [name, mutateLine(value, dice)]);
  }
}

/** A text that does not end its line: what would follow is another request, which is not what is tested here. */
function mutateLine(text: string, dice: Dice): string {
  return mutateText(text, dice).replace(/[\r\n]/g, "");
}
