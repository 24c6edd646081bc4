/** A shape of a service model, as botocore's has it; `npm run shapes` leaves out what is not used here. */
export interface Shape {
  readonly type: ShapeType;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, MemberRef>>;
  readonly member?: MemberRef;
  readonly key?: MemberRef;
  readonly value?: MemberRef;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Its values are not shown in errors. */
  readonly sensitive?: boolean;
  /** A list or map whose members stand beside each other in XML and forms. */
  readonly flattened?: boolean;
  readonly timestampFormat?: "iso8601" | "rfc822" | "unixTimestamp";
  /** The member that is the whole body. */
  readonly payload?: string;
  readonly locationName?: string;
  readonly exception?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number; readonly senderFault?: boolean };
}

/** The types that shapes have. */
export type ShapeType =
  | "structure"
  | "list"
  | "map"
  | "string"
  | "blob"
  | "boolean"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "timestamp";

/** The name of a member's shape, or the name with what the member has on the wire. */
export type MemberRef = string | Member;

/** What a member has on the wire beside its shape. */
export interface Member {
  readonly shape: string;
  /** Its name on the wire, where that is another. */
  readonly locationName?: string;
  /** Where it stands, in REST protocols; in the body where absent. */
  readonly location?: "uri" | "querystring" | "header" | "headers" | "statusCode";
  readonly flattened?: boolean;
  readonly xmlAttribute?: boolean;
  readonly timestampFormat?: Shape["timestampFormat"];
}

/** An operation of a service model. */
export interface OperationModel {
  /** Name of the shape of its input; absent where it has none. */
  readonly input?: string;
  readonly output?: string;
  /** The element around a query answer's members. */
  readonly resultWrapper?: string;
  readonly http?: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly errors?: readonly string[];
}

/** One data file. */
export interface ModelDocument {
  readonly service: string;
  /** Where it is from: version and day of botocore, and version of the API. */
  readonly botocore: string;
  readonly date: string;
  readonly apiVersion: string;
  /** Every operation of AWS, whether it is served here or not. */
  readonly names: readonly string[];
  /** Those that are served here. */
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}
