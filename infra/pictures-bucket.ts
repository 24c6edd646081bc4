import { type RemovalPolicy, Aws, Duration } from "aws-cdk-lib";
import { type IFunction, CfnPermission } from "aws-cdk-lib/aws-lambda";
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { Arns, Names } from "./names.ts";

/** What the bucket needs from the rest of the stack. */
export interface PicturesBucketProps {
  readonly names: Names;
  readonly arns: Arns;
  readonly removalPolicy: RemovalPolicy;
  /** The function that hears of every created and removed object. */
  readonly listener: IFunction;
}

/** Adds the bucket of pictures, and tells the function of every object that comes or goes. */
export function addPicturesBucket(scope: Construct, props: PicturesBucketProps): void {
  const { names, arns, removalPolicy, listener } = props;
  const bucket = new Bucket(scope, "PicturesBucket", {
    bucketName: names.bucket,
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [
      {
        id: "old-versions",
        noncurrentVersionExpiration: Duration.days(30),
        expiredObjectDeleteMarker: true,
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      },
    ],
    removalPolicy,
  });

  const permission = new CfnPermission(scope, "BucketMayInvoke", {
    action: "lambda:InvokeFunction",
    functionName: listener.functionArn,
    principal: "s3.amazonaws.com",
    sourceAccount: Aws.ACCOUNT_ID,
    sourceArn: arns.bucket,
  });

  // The L2 form (`addEventNotification`) would bring a custom resource and a second, Python,
  // function. No suffix filter: it is case-sensitive, and the handler decides by content.
  const resource = bucket.node.defaultChild;
  if (!CfnBucket.isCfnBucket(resource)) {
    throw new TypeError("Bucket no longer has a CfnBucket as its default child; set the notification on its L1 form.");
  }
  resource.notificationConfiguration = {
    lambdaConfigurations: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"].map((event) => ({
      event,
      function: listener.functionArn,
    })),
  };
  // S3 checks that it may invoke the function when the notification is set.
  resource.addResourceDependency(permission);
}
