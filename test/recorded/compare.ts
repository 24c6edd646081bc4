import type { Observed } from "./observe.ts";
import { ABSENT, type Answer, BUCKET, type Expected } from "./truth.ts";

/** Members of an error that are another with each request. */
const OF_THE_REQUEST = new Set(["RequestId", "HostId", "Code", "Message", "code", "message", "__type", "Type"]);

/** Names each difference between AWS's answer and ours; none where they are alike. */
export function differences(expected: Answer, observed: Observed, bucket: string, isWhole: boolean): string[] {
  const found: string[] = [];
  const look = (name: string, want: Expected | undefined, got: unknown) => {
    if (want !== undefined) differ(name, want, got, bucket, found);
  };
  look("status", expected.status, observed.status);
  look("code", expected.code, observed.code);
  look("message", expected.message, observed.message);
  for (const [name, want] of Object.entries(expected.headers ?? {})) {
    look(`header ${name}`, want, observed.headers[name]);
  }
  for (const [name, want] of Object.entries(expected.members ?? {})) look(name, want, observed.members[name]);
  if (isWhole && observed.code !== undefined && expected.code !== undefined) {
    for (const name of Object.keys(observed.members)) {
      if (OF_THE_REQUEST.has(name) || expected.members?.[name] !== undefined) continue;
      found.push(`${name}: AWS has none, here ${shown(observed.members[name])}`);
    }
  }
  return found;
}

function differ(path: string, want: Expected, got: unknown, bucket: string, found: string[]): void {
  if (want === ABSENT) {
    if (got !== undefined) found.push(`${path}: AWS has none, here ${shown(got)}`);
  } else if (want instanceof RegExp) {
    if (got === undefined || !want.test(textOf(got))) found.push(`${path}: AWS ${want}, here ${shown(got)}`);
  } else if (Array.isArray(want)) {
    const list = Array.isArray(got) ? got : [];
    if (list.length !== want.length) found.push(`${path}: AWS has ${want.length}, here ${shown(got)}`);
    else want.forEach((one: Expected, at) => differ(`${path}.${at}`, one, list[at], bucket, found));
  } else if (typeof want === "object") {
    const members = (typeof got === "object" && got !== null ? got : {}) as Readonly<Record<string, unknown>>;
    for (const [name, one] of Object.entries(want)) differ(`${path}.${name}`, one, members[name], bucket, found);
  } else {
    const value = want === BUCKET ? bucket : want;
    if (textOf(got) !== String(value)) found.push(`${path}: AWS ${shown(value)}, here ${shown(got)}`);
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value instanceof Date ? value.toISOString() : (JSON.stringify(value) ?? "undefined");
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : (JSON.stringify(value) ?? "nothing").slice(0, 300);
}
