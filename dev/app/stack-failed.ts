import { runsInImage } from "../config/process-environment.ts";
import type { Stack, StackEvent } from "@aws-sdk/client-cloudformation";

/** A stack did not come to what was asked for. The message says which resources failed, why, and what to do. */
export class StackFailed extends Error {
  readonly stackName: string;
  readonly status: string;
  /** Logical ids of the resources that failed, in the order in which they did. */
  readonly resources: readonly string[];

  constructor(verb: "create" | "update" | "delete", stack: Stack, failures: readonly StackEvent[]) {
    const name = stack.StackName ?? "";
    const status = stack.StackStatus ?? "";
    const own = failures.filter(({ LogicalResourceId }) => LogicalResourceId !== name);
    const lines = own.map(
      (event) =>
        `  ${event.LogicalResourceId} (${event.ResourceType}): ${event.ResourceStatusReason ?? "no reason given"}`,
    );
    const why = lines.length > 0 ? lines.join("\n") : `  ${stack.StackStatusReason ?? "no reason given"}`;
    super(`Could not ${verb} the stack ${name}, it is in ${status}:\n${why}\n${advice(status, why)}`);
    this.name = "StackFailed";
    this.stackName = name;
    this.status = status;
    this.resources = own.map(({ LogicalResourceId }) => LogicalResourceId ?? "");
  }
}

function advice(status: string, why: string): string {
  if (/already exist/.test(why)) {
    if (runsInImage()) {
      return "An earlier deploy has left it, or it was made by hand: `docker compose down -v` removes it.";
    }
    return "An earlier stack has left it (its removal policy retains it), or it was made by hand. Delete it, or start with --fresh, and deploy again.";
  }
  switch (status) {
    case "UPDATE_ROLLBACK_COMPLETE":
      return "It is as it was before. Correct the app and deploy again.";
    case "UPDATE_ROLLBACK_FAILED":
      return "Remove what stands in the way, then `aws cloudformation continue-update-rollback`, or delete the stack.";
    case "ROLLBACK_COMPLETE":
      return "Nothing of it is left. Correct the app and deploy again.";
    default:
      if (runsInImage()) {
        return "`docker compose down -v` removes everything; docker compose up --wait deploys it again.";
      }
      return "Remove what stands in the way and do it again.";
  }
}
