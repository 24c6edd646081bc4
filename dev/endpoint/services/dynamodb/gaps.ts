import type { ServiceGaps } from "../../service-definition.ts";

const TABLE = ["AWS::DynamoDB::Table"];

/** What DynamoDB leaves out, and where it differs. */
export const DYNAMODB_GAPS: ServiceGaps = {
  partly: {
    CreateTable: "no streams, resource policies, warm throughput",
    UpdateTable: "no streams, replicas, warm throughput",
  },
  refused: [
    {
      concerns: TABLE,
      text: "PartiQL, streams, backups, restore, import and export, global tables, Kinesis destinations, contributor insights, resource policies, warm throughput",
    },
  ],
  differences: [
    {
      concerns: TABLE,
      text: "provisioned throughput is not enforced, so nothing throttles; point-in-time recovery is stored and described, there is no restore",
    },
    {
      concerns: TABLE,
      text: "BatchWriteItem is applied as a whole, AWS applies items singly; transactions never conflict, since writes are serial",
    },
    { concerns: TABLE, text: "UpdateTable that switches encryption off answers without `SSEDescription`" },
    { concerns: TABLE, text: "expired items go within a second or so, on AWS within days" },
    {
      concerns: TABLE,
      text: "not parsed, since dynalite's grammar does not: `(a + b) + c` in updates, multi-attribute index keys",
    },
  ],
};
