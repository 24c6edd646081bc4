import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { conflict, invalidParameter, preconditionFailed } from "../errors.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import { LATEST, type PolicyStatement } from "../function-record.ts";
import { existingQualified, saveQualified } from "../qualifiers.ts";

const Input = v.object({
  ...FunctionNameInput,
  StatementId: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9-_]{1,100}$/)),
  Action: v.string(),
  Principal: v.string(),
  SourceArn: v.optional(v.string()),
  SourceAccount: v.optional(v.string()),
  PrincipalOrgID: v.optional(v.string()),
  EventSourceToken: v.optional(v.string()),
  FunctionUrlAuthType: v.optional(v.picklist(["NONE", "AWS_IAM"])),
  InvokedViaFunctionUrl: v.optional(v.boolean()),
  RevisionId: v.optional(v.string()),
});
type Input = v.InferOutput<typeof Input>;

/** Adds a statement to the resource policy of a function, a version or an alias, which is stored and answered; S3 and URLs look at it. */
export function addPermission({ host, store }: LambdaContext): Operation {
  return functionOperation("AddPermission", Input, async (input, reference) => {
    if (reference.qualifier === LATEST) {
      throw invalidParameter("We currently do not support adding policies for $LATEST.");
    }
    const statement = toStatement(input, reference.qualifiedArn);
    await host.state.write(() => {
      const record = existingQualified(store, reference);
      if (input.RevisionId !== undefined && input.RevisionId !== record.revisionId) throw preconditionFailed();
      if (record.policy.some(({ Sid }) => Sid === statement.Sid)) {
        throw conflict(
          `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      saveQualified(store, reference, { policy: [...record.policy, statement] });
    });
    return { Statement: JSON.stringify(statement) };
  });
}

function toStatement(input: Input, resource: string): PolicyStatement {
  const equals = {
    ...(input.SourceAccount === undefined ? {} : { "AWS:SourceAccount": input.SourceAccount }),
    ...(input.PrincipalOrgID === undefined ? {} : { "aws:PrincipalOrgID": input.PrincipalOrgID }),
    ...(input.EventSourceToken === undefined ? {} : { "lambda:EventSourceToken": input.EventSourceToken }),
    ...(input.FunctionUrlAuthType === undefined ? {} : { "lambda:FunctionUrlAuthType": input.FunctionUrlAuthType }),
  };
  const condition = {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(input.InvokedViaFunctionUrl === undefined
      ? {}
      : { Bool: { "lambda:InvokedViaFunctionUrl": String(input.InvokedViaFunctionUrl) } }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
  };
  return {
    Sid: input.StatementId,
    Effect: "Allow",
    Principal: toPrincipal(input.Principal),
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function toPrincipal(principal: string): unknown {
  if (principal === "*") return "*";
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith("arn:") ? { AWS: principal } : { Service: principal };
}
