import type { PolicyDocument } from "./policy-document.ts";

/** Begin of the ARN of a policy that AWS manages. */
export const AWS_MANAGED = "arn:aws:iam::aws:policy/";

function allow(actions: string[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: ["*"] }] };
}

/** The policies managed by AWS whose text is known here; any other may be attached and gives no permission. */
const DOCUMENTS: Readonly<Record<string, PolicyDocument>> = {
  [`${AWS_MANAGED}AdministratorAccess`]: allow(["*"]),
  [`${AWS_MANAGED}service-role/AWSLambdaBasicExecutionRole`]: allow([
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]),
};

/** The text of a policy managed by AWS, or undefined where it is not known here. */
export function awsManagedPolicy(arn: string): PolicyDocument | undefined {
  return Object.hasOwn(DOCUMENTS, arn) ? DOCUMENTS[arn] : undefined;
}
