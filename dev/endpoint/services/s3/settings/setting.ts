import type { Call } from "../../../service.ts";
import type { S3Context } from "../context.ts";
import { S3Error } from "../errors.ts";
import type { StructureShape } from "../shape.ts";
import type { BucketInput } from "../store/buckets.ts";

/** One setting of a bucket: how its operations are called, how it looks on the wire, what it is before it is put. */
export interface Setting {
  /** Query parameter on the wire, and name in the state. */
  readonly name: string;
  /** Absent: it cannot be put here, and is read as S3 answers where nobody has put it. */
  readonly put?: { readonly operation: string; readonly action: string };
  readonly get: { readonly operation: string; readonly action: string };
  readonly remove?: { readonly operation: string; readonly action: string };
  /** The member of the put operation that holds it, and of the get operation where `wrapped`. */
  readonly member: string;
  /** Whether the get operation answers it under the same member; otherwise its members stand in the output itself. */
  readonly wrapped: boolean;
  /** Undefined: the body is text, as it is (a policy). */
  readonly document?: { readonly root: string; readonly shape: StructureShape };
  /** What is answered where nothing is stored. */
  readonly missing: { readonly value: unknown } | { readonly error: (bucket: string) => S3Error };
  /** Status of the answer to a put, 200 by default. */
  readonly putStatus?: number;
  /** Members of the put operation that stand in headers, for `check`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Checks what the shape cannot say; returns what is stored, or `REMOVED`. */
  check?(value: unknown, request: SettingRequest): unknown;
}

/** What a check answers where the setting is to be taken away. */
export const REMOVED = Symbol("removed");

/** What a check may look at besides the value. */
export interface SettingRequest {
  readonly context: S3Context;
  readonly input: BucketInput & Readonly<Record<string, unknown>>;
  readonly call: Call;
}

/** Makes the 404 of a setting that nobody has put. */
export function notFound(code: string, message: string): (bucket: string) => S3Error {
  return (bucket) => new S3Error(code, message, { status: 404, members: { BucketName: bucket } });
}
