import { ServiceError, invalidAction, notSupported } from "../../errors.ts";
import { modelOf } from "../../model/service-model.ts";
import type { Call, HttpRequest, HttpResponse, OperationTable, Service, ServiceName, WireCall } from "../../service.ts";
import { readBody } from "./body.ts";
import { formValues } from "./form-values.ts";
import { asQueryError } from "./signature-errors.ts";
import { escapeXml } from "./xml.ts";

/** What differs between the services of AWS's query protocol. */
export interface QueryServiceOptions {
  readonly name: ServiceName;
  /** Namespace of the answers, for example `https://sts.amazonaws.com/doc/2011-06-15/`. */
  readonly namespace: string;
  readonly operations: OperationTable;
  /** Gives what stood in the form the API's names and types, where the service's model does not say them. */
  readonly input?: (form: Record<string, unknown>, action: string) => unknown;
  /** Gives an output the wire's names and types, where they differ. */
  readonly output?: (output: unknown, action: string) => unknown;
}

/** A list whose members stand in the XML beside each other, without an element around them. */
export class FlatList {
  readonly members: readonly unknown[];

  constructor(members: readonly unknown[]) {
    this.members = members;
  }
}

/** Tells whether a request speaks the query protocol, of a service that speaks another one too. */
export function speaksQuery({ method, headers }: Pick<HttpRequest, "method" | "headers">): boolean {
  const form = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return form || method === "GET";
}

/** Makes a service that speaks the query protocol: a form with `Action`, answered in XML. */
export function queryService(options: QueryServiceOptions): Service {
  const answer = (status: number, xml: string, requestId: string): HttpResponse => ({
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: xml,
  });
  const answerTo = (action: string, answered: unknown, requestId: string): string => {
    const output = options.output?.(answered, action) ?? answered;
    const result = output === undefined ? "" : `<${action}Result>${toXml(output)}</${action}Result>`;
    return `<${action}Response xmlns="${options.namespace}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
  };
  return {
    operations: options.operations,
    async read(request: HttpRequest, { requestId }: Call): Promise<WireCall> {
      const form = new URLSearchParams((await readBody(request.body, 4 << 20)).toString("utf8"));
      for (const [name, value] of request.query) form.append(name, value);
      const action = form.get("Action");
      if (action === null) throw new ServiceError("MissingAction", "The request has no Action parameter.");
      if (!Object.hasOwn(options.operations, action)) throw refused(options, action, form.get("Version"));
      const input = fromForm(form);
      return {
        operation: action,
        input: options.input?.(input, action) ?? formValues(options.name, action, input),
        answer: (answered) => answer(200, answerTo(action, answered, requestId), requestId),
      };
    },
    fail(thrown, _request, requestId): HttpResponse {
      const error = asQueryError(thrown);
      const type = error.status >= 500 ? "Receiver" : "Sender";
      return answer(
        error.status,
        `<ErrorResponse xmlns="${options.namespace}"><Error><Type>${type}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
        requestId,
      );
    },
  };
}

function refused({ name, namespace }: QueryServiceOptions, action: string, version: string | null): ServiceError {
  if (modelOf(name).knows(action)) return notSupported(name, action);
  return invalidAction(action, version ?? namespace.split("/").at(-2) ?? "");
}

/** `Tags.member.1.Key=a` → `{Tags: [{Key: "a"}]}`; every leaf is a string. */
export function fromForm(form: URLSearchParams): Record<string, unknown> {
  const root: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of form) {
    if (name === "Action" || name === "Version") continue;
    const path = name.split(".").filter((part) => part !== "member" && part !== "entry");
    let at = root;
    for (const part of path.slice(0, -1)) {
      const next = at[part];
      if (typeof next === "object" && next !== null) at = next as Record<string, unknown>;
      else at = at[part] = Object.create(null) as Record<string, unknown>;
    }
    at[path.at(-1) ?? name] = value;
  }
  return listsIn(root) as Record<string, unknown>;
}

function listsIn(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, listsIn(member)] as const);
  if (entries.length > 0 && entries.every(([key]) => /^[1-9]\d*$/.test(key))) {
    return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, member]) => member);
  }
  return Object.fromEntries(entries);
}

function toXml(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((member) => `<member>${toXml(member)}</member>`).join("");
  if (value instanceof Map) {
    return [...value]
      .map(([key, member]) => `<entry><key>${toXml(key)}</key><value>${toXml(member)}</value></entry>`)
      .join("");
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return escapeXml(`${value}`);
  }
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .flatMap(([name, member]) =>
      (member instanceof FlatList ? member.members : [member]).map((one) => `<${name}>${toXml(one)}</${name}>`),
    )
    .join("");
}
