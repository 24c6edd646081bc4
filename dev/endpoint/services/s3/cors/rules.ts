import { invalidRequest, malformedXml } from "../errors.ts";

/** One rule of a bucket's CORS configuration, as the API names it. */
export interface CorsRule {
  readonly AllowedHeaders?: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedOrigins: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAgeSeconds?: number;
}

/** What a page wants to send. */
export interface CorsRequest {
  readonly origin: string;
  readonly method: string;
  /** Lower case; those of a preflight. */
  readonly headers: readonly string[];
}

/** A rule that lets a request through, and the pattern by which it knows the origin. */
export interface CorsMatch {
  readonly rule: CorsRule;
  readonly pattern: string;
}

const METHODS: ReadonlySet<string> = new Set(["GET", "PUT", "POST", "DELETE", "HEAD"]);
const MAX_RULES = 100;

/** Finds the first rule that lets a request through. */
export function matchRule(rules: readonly CorsRule[], request: CorsRequest): CorsMatch | undefined {
  for (const rule of rules) {
    const pattern = rule.AllowedOrigins.find((allowed) => matches(allowed, request.origin));
    const allows = (header: string) =>
      (rule.AllowedHeaders ?? []).some((allowed) => matches(allowed.toLowerCase(), header));
    if (pattern !== undefined && rule.AllowedMethods.includes(request.method) && request.headers.every(allows)) {
      return { rule, pattern };
    }
  }
  return undefined;
}

/** At most 100 rules, S3's five methods, one wildcard an entry and none in what is exposed. */
export function checkCors(value: unknown): unknown {
  const { CORSRules: rules } = value as { CORSRules: CorsRule[] };
  if (rules.length === 0 || rules.length > MAX_RULES) throw malformedXml();
  for (const rule of rules) {
    const method = rule.AllowedMethods.find((name) => !METHODS.has(name));
    if (method !== undefined) {
      throw invalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`);
    }
    checkWildcards("AllowedOrigin", rule.AllowedOrigins);
    checkWildcards("AllowedHeader", rule.AllowedHeaders ?? []);
    const exposed = rule.ExposeHeaders?.find((name) => name.includes("*"));
    if (exposed !== undefined) {
      throw invalidRequest(
        `ExposeHeader "${exposed}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
      );
    }
  }
  return value;
}

function checkWildcards(element: string, patterns: readonly string[]): void {
  const wrong = patterns.find((pattern) => pattern.split("*").length > 2);
  if (wrong !== undefined) throw invalidRequest(`${element} "${wrong}" can not have more than one wildcard.`);
}

function matches(pattern: string, text: string): boolean {
  const at = pattern.indexOf("*");
  if (at < 0) return pattern === text;
  const [start, end] = [pattern.slice(0, at), pattern.slice(at + 1)];
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}
