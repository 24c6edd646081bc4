import { CfnOutput, RemovalPolicy, Stack } from "aws-cdk-lib";
import { CfnCollection } from "aws-cdk-lib/aws-rekognition";
import type { Construct } from "constructs";
import { addAlarms } from "./alarms.ts";
import { arnsFor, namesFor } from "./names.ts";
import { addPicturesBucket } from "./pictures-bucket.ts";
import { addPipelineFunction } from "./pipeline-function.ts";
import type { Settings } from "./settings.ts";
import { addTables } from "./tables.ts";

/** Everything that runs: bucket → notification → function → collection and tables, and what watches them. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, settings: Settings) {
    const names = namesFor(settings.environment);
    super(scope, names.stack, {
      stackName: names.stack,
      description: "Registers the faces in uploaded pictures: S3, Lambda, Rekognition, DynamoDB.",
    });
    const arns = arnsFor(names);
    // The names are literal, so what is kept would stand in the way of the next deploy. A first
    // deploy that fails therefore keeps nothing (RetainExceptOnCreate).
    const removalPolicy =
      settings.removal === "destroy" ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

    addTables(this, names, removalPolicy);
    const collection = new CfnCollection(this, "Collection", { collectionId: names.collection });
    collection.applyRemovalPolicy(removalPolicy);
    const listener = addPipelineFunction(this, { names, arns, settings });
    addPicturesBucket(this, { names, arns, removalPolicy, listener });
    addAlarms(this, names);

    const output = (id: string, description: string, value: string) => new CfnOutput(this, id, { description, value });
    output("BucketName", "Where pictures are uploaded.", names.bucket);
    output("TableName", "One item per registered face.", names.facesTable);
    output("PicturesTableName", "One item per picture: what became of it.", names.picturesTable);
    output("CollectionId", "Where Rekognition keeps the faces.", names.collection);
    output("FunctionName", "What an upload invokes.", names.function);
    output("LogGroupName", "Where the function's log lines stand.", names.logGroup);
    output("QueueName", "Where events wait that no retry could handle.", names.failedEventsQueue);
  }
}
