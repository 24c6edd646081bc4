import { type App, Aws, type Stack, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { arnsFor, namesFor } from "./names.ts";
import type { Settings } from "./settings.ts";

/**
 * Has the synth check the stack against the rules of cdk-nag's AWS Solutions pack. What the stack does on purpose is
 * acknowledged here, each with its reason; the reasons stand in the assembly's `validation-report.json`.
 */
export function checkWithNag(app: App, stack: Stack, settings: Settings): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const arns = arnsFor(namesFor(settings.environment));
  const accept = (construct: string, id: string, reason: string): void =>
    Validations.of(stack.node.findChild(construct)).acknowledge({ id: `AwsSolutions::AwsSolutions-${id}`, reason });

  accept(
    "FunctionPolicy",
    `IAM5[Resource::${written(arns.objects)}]`,
    "The keys of pictures are their uploaders' choice; the two actions read, and in this one bucket.",
  );
  accept(
    "FunctionPolicy",
    `IAM5[Resource::${written(arns.logStreams)}]`,
    "Lambda names log streams while it runs; the log group is the function's own.",
  );
  accept(
    "FailedEvents",
    "SQS3",
    "The queue is itself where events end that no retry could handle. An alarm watches it, `doppelface redrive` empties it.",
  );
  accept(
    "FailedEvents",
    "SQS4",
    "Lambda is the only sender and `doppelface redrive` the only reader; both speak to SQS by TLS. The bucket, which others write to, refuses anything else.",
  );
  accept(
    "PicturesBucket",
    "S1",
    "Who uploads and who reads is for the account's trail to log; a second bucket for logs of access to portraits is one more place that holds personal data.",
  );
}

/** An ARN as cdk-nag names it in an id. */
function written(arn: string): string {
  return arn
    .replaceAll(Aws.PARTITION, "<AWS::Partition>")
    .replaceAll(Aws.ACCOUNT_ID, "<AWS::AccountId>")
    .replaceAll(Aws.REGION, "<AWS::Region>");
}
