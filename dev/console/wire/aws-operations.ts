import type * as cloudformation from "@aws-sdk/client-cloudformation";
import type * as cloudwatch from "@aws-sdk/client-cloudwatch";
import type * as dynamodb from "@aws-sdk/client-dynamodb";
import type * as iam from "@aws-sdk/client-iam";
import type * as lambda from "@aws-sdk/client-lambda";
import type * as logs from "@aws-sdk/client-cloudwatch-logs";
import type * as rekognition from "@aws-sdk/client-rekognition";
import type * as s3 from "@aws-sdk/client-s3";
import type * as sqs from "@aws-sdk/client-sqs";

/** The operations of AWS that the console calls, with their input and output; `call-aws.ts` says which of them its page may. */
export interface AwsOperations {
  "cloudformation:DescribeStacks": [
    cloudformation.DescribeStacksCommandInput,
    cloudformation.DescribeStacksCommandOutput,
  ];
  "cloudformation:DescribeStackResources": [
    cloudformation.DescribeStackResourcesCommandInput,
    cloudformation.DescribeStackResourcesCommandOutput,
  ];
  "cloudwatch:ListMetrics": [cloudwatch.ListMetricsCommandInput, cloudwatch.ListMetricsCommandOutput];
  "cloudwatch:GetMetricData": [cloudwatch.GetMetricDataCommandInput, cloudwatch.GetMetricDataCommandOutput];
  "cloudwatch:DescribeAlarms": [cloudwatch.DescribeAlarmsCommandInput, cloudwatch.DescribeAlarmsCommandOutput];
  "dynamodb:ListTables": [dynamodb.ListTablesCommandInput, dynamodb.ListTablesCommandOutput];
  "dynamodb:DescribeTable": [dynamodb.DescribeTableCommandInput, dynamodb.DescribeTableCommandOutput];
  "dynamodb:Scan": [dynamodb.ScanCommandInput, dynamodb.ScanCommandOutput];
  "dynamodb:Query": [dynamodb.QueryCommandInput, dynamodb.QueryCommandOutput];
  "dynamodb:GetItem": [dynamodb.GetItemCommandInput, dynamodb.GetItemCommandOutput];
  "dynamodb:DeleteItem": [dynamodb.DeleteItemCommandInput, dynamodb.DeleteItemCommandOutput];
  "iam:GetRole": [iam.GetRoleCommandInput, iam.GetRoleCommandOutput];
  "iam:ListRolePolicies": [iam.ListRolePoliciesCommandInput, iam.ListRolePoliciesCommandOutput];
  "iam:GetRolePolicy": [iam.GetRolePolicyCommandInput, iam.GetRolePolicyCommandOutput];
  "iam:ListAttachedRolePolicies": [iam.ListAttachedRolePoliciesCommandInput, iam.ListAttachedRolePoliciesCommandOutput];
  "lambda:ListFunctions": [lambda.ListFunctionsCommandInput, lambda.ListFunctionsCommandOutput];
  "lambda:GetFunction": [lambda.GetFunctionCommandInput, lambda.GetFunctionCommandOutput];
  "lambda:GetFunctionConfiguration": [
    lambda.GetFunctionConfigurationCommandInput,
    lambda.GetFunctionConfigurationCommandOutput,
  ];
  "lambda:GetFunctionEventInvokeConfig": [
    lambda.GetFunctionEventInvokeConfigCommandInput,
    lambda.GetFunctionEventInvokeConfigCommandOutput,
  ];
  "lambda:Invoke": [lambda.InvokeCommandInput, lambda.InvokeCommandOutput];
  "logs:DescribeLogGroups": [logs.DescribeLogGroupsCommandInput, logs.DescribeLogGroupsCommandOutput];
  "logs:DescribeLogStreams": [logs.DescribeLogStreamsCommandInput, logs.DescribeLogStreamsCommandOutput];
  "logs:FilterLogEvents": [logs.FilterLogEventsCommandInput, logs.FilterLogEventsCommandOutput];
  "rekognition:ListCollections": [rekognition.ListCollectionsCommandInput, rekognition.ListCollectionsCommandOutput];
  "rekognition:DescribeCollection": [
    rekognition.DescribeCollectionCommandInput,
    rekognition.DescribeCollectionCommandOutput,
  ];
  "rekognition:ListFaces": [rekognition.ListFacesCommandInput, rekognition.ListFacesCommandOutput];
  "rekognition:SearchFaces": [rekognition.SearchFacesCommandInput, rekognition.SearchFacesCommandOutput];
  "rekognition:SearchFacesByImage": [
    rekognition.SearchFacesByImageCommandInput,
    rekognition.SearchFacesByImageCommandOutput,
  ];
  "rekognition:DetectFaces": [rekognition.DetectFacesCommandInput, rekognition.DetectFacesCommandOutput];
  "rekognition:ListUsers": [rekognition.ListUsersCommandInput, rekognition.ListUsersCommandOutput];
  "rekognition:DeleteFaces": [rekognition.DeleteFacesCommandInput, rekognition.DeleteFacesCommandOutput];
  "s3:GetObject": [s3.GetObjectCommandInput, s3.GetObjectCommandOutput];
  "s3:PutObject": [s3.PutObjectCommandInput, s3.PutObjectCommandOutput];
  "s3:ListBuckets": [s3.ListBucketsCommandInput, s3.ListBucketsCommandOutput];
  "s3:ListObjectsV2": [s3.ListObjectsV2CommandInput, s3.ListObjectsV2CommandOutput];
  "s3:ListObjectVersions": [s3.ListObjectVersionsCommandInput, s3.ListObjectVersionsCommandOutput];
  "s3:HeadObject": [s3.HeadObjectCommandInput, s3.HeadObjectCommandOutput];
  "s3:GetBucketNotificationConfiguration": [
    s3.GetBucketNotificationConfigurationCommandInput,
    s3.GetBucketNotificationConfigurationCommandOutput,
  ];
  "s3:DeleteObject": [s3.DeleteObjectCommandInput, s3.DeleteObjectCommandOutput];
  "sqs:ListQueues": [sqs.ListQueuesCommandInput, sqs.ListQueuesCommandOutput];
  "sqs:GetQueueUrl": [sqs.GetQueueUrlCommandInput, sqs.GetQueueUrlCommandOutput];
  "sqs:GetQueueAttributes": [sqs.GetQueueAttributesCommandInput, sqs.GetQueueAttributesCommandOutput];
  "sqs:ReceiveMessage": [sqs.ReceiveMessageCommandInput, sqs.ReceiveMessageCommandOutput];
  "sqs:DeleteMessage": [sqs.DeleteMessageCommandInput, sqs.DeleteMessageCommandOutput];
  "sqs:SendMessage": [sqs.SendMessageCommandInput, sqs.SendMessageCommandOutput];
}

/** `<service>:<operation>` */
export type AwsOperation = keyof AwsOperations;
