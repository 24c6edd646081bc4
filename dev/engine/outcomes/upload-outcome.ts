import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Connection } from "../../pipeline/connection.ts";
import type { Picture } from "../../pipeline/pictures.ts";
import type { Resources } from "../../pipeline/resources.ts";
import type { Row } from "../../pipeline/rows.ts";
import type { Outcome } from "../../trace/outcome.ts";

/** What became of an upload, whatever the app keeps of it. */
export interface UploadOutcome {
  /** That of the table of pictures where the app keeps one; otherwise DONE, FAILED, or UNHEARD: no function was told. */
  readonly status: string;
  /** Why, where something says so. */
  readonly reason: string | undefined;
  /** What its trace has; of an engine that shows none, what could be learnt otherwise. */
  readonly invocations: Outcome["invocations"];
  /** Items that functions put or updated because of it, as they are now. */
  readonly rows: readonly { readonly table: string; readonly item: Row }[];
  /** Ids of faces that were stored in a collection. */
  readonly indexed: readonly string[];
  /** Ids of faces that a search has found. */
  readonly matched: readonly string[];
  /** Its item in the table of pictures. */
  readonly picture: Picture | undefined;
}

/** Where uploads go. */
export interface OutcomeTarget {
  readonly connection: Partial<Connection>;
  readonly resources: Resources;
  readonly dynamodb: DynamoDBClient;
  readonly logs: CloudWatchLogsClient;
}
