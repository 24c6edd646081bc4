import type { AwsOperation, AwsOperations } from "../wire/aws-operations.ts";
import { CONSOLE_TOKEN_HEADER, type Session } from "../wire/wire.ts";

/** What the environment answered in place of what was asked for; the message is for the user. */
class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

let session: Promise<Session> | undefined;

/** Asks for something, such as `uploads`. Throws Refused. */
export async function get<Answer>(name: string, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const search = new URLSearchParams(query).toString();
  return answered<Answer>(await fetch(`console/${name}${search === "" ? "" : `?${search}`}`));
}

/** Changes something, or calls AWS. After a new start of the environment it is tried again with its token. Throws Refused. */
export async function post<Answer>(name: string, body: BodyInit | object, query = ""): Promise<Answer> {
  const send = async (): Promise<Response> => {
    session ??= openSession();
    const { token } = await session;
    const isRaw = body instanceof Blob || body instanceof ArrayBuffer || typeof body === "string";
    return fetch(`console/${name}${query}`, {
      method: "POST",
      headers: { [CONSOLE_TOKEN_HEADER]: token },
      body: isRaw ? body : JSON.stringify(body),
    });
  };
  let response = await send();
  if (response.status === 403) {
    session = undefined;
    response = await send();
  }
  return answered<Answer>(response);
}

/** Calls an operation of AWS on the environment. Throws Refused with AWS's own words. */
export function aws<Name extends AwsOperation>(
  operation: Name,
  input: AwsOperations[Name][0],
): Promise<Jsonable<AwsOperations[Name][1]>> {
  return post("aws", { operation, input });
}

/** What is left of a type in JSON: dates and bytes are text. */
export type Jsonable<Value> = Value extends Date | Uint8Array
  ? string
  : Value extends (infer Item)[]
    ? Jsonable<Item>[]
    : Value extends object
      ? { [Name in keyof Value]: Jsonable<Value[Name]> }
      : Value;

/** What went wrong, in words. */
export function reasonOf(error: unknown): string {
  if (error instanceof TypeError) return "The environment does not answer. Is it still running?";
  return error instanceof Error ? error.message : String(error);
}

async function openSession(): Promise<Session> {
  return answered<Session>(await fetch("console/session", { method: "POST" }));
}

async function answered<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  const value: unknown = text === "" ? undefined : JSON.parse(text);
  // The environment is ours, and its answers have the types that both sides share.
  if (response.ok) return value as Answer;
  const told = typeof value === "object" && value !== null && "error" in value ? String(value.error) : text;
  throw new Refused(response.status, told);
}
