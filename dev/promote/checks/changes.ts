import type { AssemblyStack } from "../../app/assembly.ts";
import type { PlannedChange } from "../../app/change-set.ts";
import type { Check } from "../context.ts";
import { missingBootstrap } from "../missing-bootstrap.ts";
import { previewStack } from "../preview.ts";
import type { Finding } from "../report.ts";
import type { TargetAccount } from "../target.ts";

/** Largest template that a request may hold, in bytes; a larger one would have to be uploaded first. */
const LARGEST_BODY = 51_200;

/** Resources that hold data: a new one in their place begins empty. */
const HOLDS_DATA: ReadonlySet<string> = new Set([
  "AWS::DynamoDB::Table",
  "AWS::Logs::LogGroup",
  "AWS::Rekognition::Collection",
  "AWS::S3::Bucket",
  "AWS::SQS::Queue",
]);

/** What the deploy would do, by a change set that is read and deleted. */
export const checkChanges: Check = {
  title: "Changes in the account",
  run: async ({ assembly, target }) => {
    const { account, why } = target;
    if (account === undefined) return { findings: [], notMade: why ?? "" };
    const missing = await missingBootstrap(assembly, account);
    if (missing !== undefined) return { findings: [missing], notMade: "The change set: it needs the bootstrap." };
    const outcomes = await Promise.all(assembly.stacks.map((stack) => examine(stack, account)));
    const skipped = outcomes.flatMap(({ notMade }) => notMade ?? []);
    return {
      looked: outcomes.map(({ looked }) => looked).join("; "),
      findings: outcomes.flatMap(({ findings }) => findings),
      ...(skipped.length === 0 ? {} : { notMade: skipped.join(" ") }),
    };
  },
};

async function examine(
  stack: AssemblyStack,
  account: TargetAccount,
): Promise<{ looked: string; findings: Finding[]; notMade?: string }> {
  const bytes = Buffer.byteLength(stack.template);
  if (bytes > LARGEST_BODY) {
    const notMade = `The template of ${stack.name} has ${bytes} bytes; above ${LARGEST_BODY} it would have to be uploaded. \`npx cdk diff\` does that.`;
    return { looked: `${stack.name}: not compared`, findings: [], notMade };
  }
  const { name, template, parameters, tags } = stack;
  const { exists, remains, changes, refused } = await previewStack(account.clients.cloudformation, {
    name,
    template: { body: template },
    parameters,
    tags,
  });
  if (remains !== undefined) {
    const text = `${name} is in ${remains} after a creation that failed. The deploy deletes what is left of it and starts over.`;
    return { looked: `${name}: new`, findings: [{ level: "note", text }] };
  }
  if (refused !== undefined) {
    return {
      looked: `${name}: refused`,
      findings: [{ level: "error", text: `CloudFormation refuses ${name}: ${refused}` }],
    };
  }
  const looked = exists
    ? `${name}: ${changes.length === 0 ? "nothing changes" : countText(changes.length)}`
    : `${name}: new, ${changes.length} resources`;
  return { looked, findings: changes.map((change) => toFinding(change, name)) };
}

function toFinding(change: PlannedChange, stack: string): Finding {
  const { action, logicalId, type, properties, recreating } = change;
  const what = `${logicalId} (${type}) of ${stack}`;
  if (recreating.length > 0) {
    const text = `${what} would be replaced by a new one, because of ${recreating.join(", ")}.`;
    if (!HOLDS_DATA.has(type)) return { level: "note", text };
    return { level: "warning", text, next: "The new one begins empty. Copy what is in it, or take the change back." };
  }
  if (action === "Remove") {
    const text = `${what} would be removed.`;
    return HOLDS_DATA.has(type)
      ? { level: "warning", text, next: "What it holds goes with it, unless its DeletionPolicy keeps it." }
      : { level: "note", text };
  }
  const text =
    action === "Add" ? `${what} would be made.` : `${what} would be changed: ${properties.join(", ") || "metadata"}.`;
  return { level: "note", text };
}

function countText(count: number): string {
  return `${count} ${count === 1 ? "change" : "changes"}`;
}
