import type { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import type { Names } from "./names.ts";

/** Adds `rekognitionID` (one item per registered face) and `pictures` (what became of each picture). */
export function addTables(scope: Construct, names: Names, removalPolicy: RemovalPolicy): void {
  const faces = new Table(scope, "FacesTable", {
    tableName: names.facesTable,
    partitionKey: { name: "rekognition_id", type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
  // For people and tools. The handler never reads it: an index lags behind its table.
  faces.addGlobalSecondaryIndex({
    indexName: "by-picture",
    partitionKey: { name: "picture", type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  new Table(scope, "PicturesTable", {
    tableName: names.picturesTable,
    partitionKey: { name: "picture", type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
}
