import type { HttpRequest } from "../../../service.ts";
import type { Shape } from "../shape.ts";
import type { Params } from "./param.ts";

/** A body or a part of one in XML. */
export interface Document {
  readonly root: string;
  readonly shape: Shape;
  /** The API's member that holds it; undefined where the members stand in the input or output itself. */
  readonly member?: string;
  /** Whether a request may come without it. */
  readonly optional?: true;
  /** Checksums in the headers are of something else than the document. */
  readonly unchecked?: true;
}

/** How one operation looks on the wire. */
export interface Route {
  readonly operation: string;
  readonly method: string;
  readonly level: "service" | "bucket" | "object";
  /** The query parameter that makes it another operation than the plain verb. */
  readonly subresource?: string;
  /** The header that does so. */
  readonly header?: string;
  readonly input?: {
    readonly params?: Params;
    readonly document?: Document;
    /** The member that takes the body as text. */
    readonly text?: string;
    /** Members that the tables cannot say. */
    readonly more?: (request: HttpRequest) => Record<string, unknown>;
  };
  readonly output?: {
    /** 200 by default. */
    readonly status?: number;
    readonly params?: Params;
    readonly document?: Document;
    /** The member that is the body. */
    readonly body?: { readonly member: string; readonly type?: string };
  };
}
