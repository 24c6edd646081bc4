import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Arns } from "./names.ts";

/** The function's role and the one policy on it; whatever runs under the role has to wait for the policy. */
export interface FunctionRole {
  readonly role: Role;
  readonly policy: Policy;
}

/** Makes a role that may do exactly what the handler, Lambda's logging and its failure destination do. */
export function functionRole(scope: Construct, arns: Arns): FunctionRole {
  const role = new Role(scope, "FunctionRole", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  const allow = (sid: string, actions: string[], resource: string) =>
    new PolicyStatement({ sid, effect: Effect.ALLOW, actions, resources: [resource] });
  const policy = new Policy(scope, "FunctionPolicy", {
    roles: [role],
    statements: [
      allow("Faces", ["rekognition:IndexFaces", "rekognition:DeleteFaces", "rekognition:ListFaces"], arns.collection),
      // Rekognition reads the picture with the permission of its caller, and names the version.
      allow("Pictures", ["s3:GetObject", "s3:GetObjectVersion"], arns.objects),
      // Without it a picture that is gone answers 403 and looks like a missing permission.
      allow("MissingPictures", ["s3:ListBucket"], arns.bucket),
      allow("FaceRows", ["dynamodb:PutItem", "dynamodb:DeleteItem"], arns.facesTable),
      allow("PictureItems", ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], arns.picturesTable),
      // The group is a resource of the stack, so nothing here may create one.
      allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], arns.logStreams),
      allow("FailedEvents", ["sqs:SendMessage"], arns.failedEventsQueue),
    ],
  });
  return { role, policy };
}
