import { Aws } from "aws-cdk-lib";

/** The literal name of everything in the stack; account, region and partition stay pseudo parameters. */
export interface Names {
  readonly stack: string;
  readonly bucket: string;
  readonly facesTable: string;
  readonly picturesTable: string;
  readonly collection: string;
  readonly function: string;
  readonly logGroup: string;
  readonly failedEventsQueue: string;
  readonly errorsAlarm: string;
  readonly throttlesAlarm: string;
  readonly queueDepthAlarm: string;
}

/** The default environment has the tutorial's names; another one has its own name behind each of them. */
export function namesFor(environment: string | undefined): Names {
  const suffix = environment === undefined ? "" : `-${environment}`;
  return {
    stack: `doppelface${suffix}`,
    // Bucket names are global, hence the account and the region in it.
    bucket: `employee-pictures-${Aws.ACCOUNT_ID}-${Aws.REGION}${suffix}`,
    facesTable: `rekognitionID${suffix}`,
    picturesTable: `pictures${suffix}`,
    collection: `employees${suffix}`,
    function: `rekognition${suffix}`,
    logGroup: `/aws/lambda/rekognition${suffix}`,
    failedEventsQueue: `rekognition-failed${suffix}`,
    errorsAlarm: `rekognition-errors${suffix}`,
    throttlesAlarm: `rekognition-throttles${suffix}`,
    queueDepthAlarm: `rekognition-queue-depth${suffix}`,
  };
}

/** The ARNs that belong to the names, spelt out, so that no policy refers to a resource. */
export interface Arns {
  readonly bucket: string;
  readonly objects: string;
  readonly facesTable: string;
  readonly picturesTable: string;
  readonly collection: string;
  readonly logStreams: string;
  readonly failedEventsQueue: string;
}

/** Spells out the ARNs of `names` for the account, region and partition of the deploy. */
export function arnsFor(names: Names): Arns {
  const arn = (service: string, resource: string) =>
    `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
  const bucket = `arn:${Aws.PARTITION}:s3:::${names.bucket}`;
  return {
    bucket,
    objects: `${bucket}/*`,
    facesTable: arn("dynamodb", `table/${names.facesTable}`),
    picturesTable: arn("dynamodb", `table/${names.picturesTable}`),
    collection: arn("rekognition", `collection/${names.collection}`),
    logStreams: arn("logs", `log-group:${names.logGroup}:*`),
    failedEventsQueue: arn("sqs", names.failedEventsQueue),
  };
}
