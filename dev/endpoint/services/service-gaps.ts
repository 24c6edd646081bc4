import type { ServiceName } from "../service.ts";

/** One thing that is not as on AWS. */
export interface GapNote {
  /** CloudFormation types of the resources at which it shows; none: it shows whatever a stack holds. */
  readonly concerns: readonly string[];
  /** Markdown without a stop at its end; links are relative to `dev/docs/`. */
  readonly text: string;
}

/** What a service leaves out, and where it differs from AWS. Which operations it has is read from its table. */
export interface ServiceGaps {
  readonly service: ServiceName;
  /** As AWS calls it in prose; the heading on the page. */
  readonly title: string;
  /** Operations that are there, but not with everything: what of them is refused. */
  readonly partly: Readonly<Record<string, string>>;
  /** Features across operations that are refused by name. */
  readonly refused: readonly GapNote[];
  /** What works, but otherwise than on AWS. */
  readonly differences: readonly GapNote[];
}
