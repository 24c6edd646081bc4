import type { ServiceError } from "../../endpoint/errors.ts";
import type { Call, ControlRoutes, OperationTable } from "../../endpoint/service.ts";
import type { Owner } from "../collections/collection-store.ts";

/** Who keeps a mode's collections: the state, or an upstream, under names that begin with the prefix. */
export type CollectionKeeper = OwnCollections | { readonly mode: "record" | "aws"; readonly prefix: string };

interface OwnCollections {
  /** How many faces a collection holds; undefined where there is none of that name. */
  faces(owner: Owner, collection: string): Promise<number | undefined>;
  /** Deletes a collection that is there, with all it holds. */
  discard(owner: Owner, collection: string): Promise<void>;
}

/** Who answers Rekognition's calls. */
export interface RekognitionMode {
  readonly operations: OperationTable;
  /** What is said of an operation that another mode answers; undefined for any other. */
  readonly refuse?: (operation: string) => ServiceError | undefined;
  readonly collections: CollectionKeeper;
  /** Milliseconds that a call has spent in a face model, 0 where it needed none. */
  modelMs(call: Call): number;
  /** Adds what it can tell beyond AWS's API. */
  serve?(control: ControlRoutes): void;
  /** Resumes what a crash interrupted. */
  start(): Promise<void>;
  /** Frees what the mode holds; later calls reject. */
  stop(): Promise<void>;
}
