import type { ServiceFactory, ServiceName } from "./service.ts";
import type { ExportedParts } from "./state/exported-parts.ts";

/**
 * What the endpoint knows of a service besides its operations. It lies beside the service (`definition.ts`); whoever
 * treats services differently asks it, and every list of services is made of `services/services.ts`.
 */
export interface ServiceDefinition<Name extends ServiceName = ServiceName> {
  /** As signatures name it. */
  readonly name: Name;
  /** As AWS calls it in prose. */
  readonly title: string;
  /** As ARNs and IAM's actions name it: `cloudwatch`, where signatures say `monitoring`. */
  readonly prefix: string;
  /** What it speaks, the one that its errors have unless the request is of another first. */
  readonly protocols: readonly [Protocol, ...Protocol[]];
  /** The form of its signatures, `v4` by default. */
  readonly signing?: SigningForm;
  /** HTTP status of a call that no policy allows, in the service's model. Errors of awsQuery are 403 whatever stands here. */
  readonly deniedStatus: 400 | 403;
  /** Its callers may name what another account has; otherwise only a policy over there could allow it. */
  readonly acrossAccounts?: true;
  /** The errors with which it fails on AWS without any fault of the caller's, for `doppelface fault`. */
  readonly faults: ServiceFaults;
  readonly gaps: ServiceGaps;
  /** What it keeps beside the database, and what of its state is not for another process or machine. */
  readonly keeps?: Partial<ExportedParts>;
  /** Loads what makes it: what is known of a service is asked for more often than the service is. */
  readonly load: () => Promise<ServiceFactory>;
}

/** A protocol, as Smithy calls it. */
export type Protocol = "restXml" | "restJson1" | "awsJson1_0" | "awsJson1_1" | "awsQuery" | "rpcv2Cbor";

/**
 * The two forms of signature version 4, as botocore calls them. With `s3v4` the path is signed as it was sent, the body
 * need not be covered, and a presigned URL covers every `x-amz-` header.
 */
export type SigningForm = "v4" | "s3v4";

/** What can be put in a call's way. The last three are errors of the API, by their names. */
export const FAULT_KINDS = [
  "throttling",
  "server-error",
  "unavailable",
  "slow",
  "access-denied",
  "InvalidImageFormatException",
  "ImageTooLargeException",
  "ProvisionedThroughputExceededException",
] as const;

/** One of `FAULT_KINDS`. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault that is an error of the service. */
export type FaultErrorKind = Exclude<FaultKind, "slow" | "access-denied">;

/** The error of a fault, as the service sends it. */
export interface FaultError {
  readonly code: string;
  readonly message: string;
  /** HTTP status, 400 by default. */
  readonly status?: number;
  /** Further members of the error's shape. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * Codes, statuses and shapes from the service's model (botocore's), texts as AWS is seen to send them. The first three
 * kinds are those of the framework that all services share, where a service has none of its own.
 */
export type ServiceFaults = { readonly [Kind in FaultErrorKind]?: FaultError };

/** One thing that is not as on AWS. */
export interface GapNote {
  /** CloudFormation types of the resources at which it shows; none: it shows whatever a stack holds. */
  readonly concerns: readonly string[];
  /** Markdown without a stop at its end; links are relative to `dev/docs/`. */
  readonly text: string;
}

/** What a service leaves out, and where it differs from AWS. Which operations it has is read from its table. */
export interface ServiceGaps {
  /** Operations that are there, and that the client of the SDK does not have: what a page sends. */
  readonly unnamed?: readonly string[];
  /** Operations that are there, but not with everything: what of them is refused. */
  readonly partly: Readonly<Record<string, string>>;
  /** Features across operations that are refused by name. */
  readonly refused: readonly GapNote[];
  /** What works, but otherwise than on AWS. */
  readonly differences: readonly GapNote[];
  /** A paragraph of what else there is, made of the code. */
  readonly also?: () => Promise<string>;
}
