import { inputOf } from "../../../model/input-of.ts";
import { ServiceError } from "../../../errors.ts";
import type { Host, Operation } from "../../../service.ts";
import { credentialsShape } from "../members.ts";
import { findRole } from "../roles.ts";

const parse = inputOf("sts", "AssumeRole", { DurationSeconds: 3600 });

interface Output {
  readonly Credentials: ReturnType<typeof credentialsShape>;
  readonly AssumedRoleUser: { readonly AssumedRoleId: string; readonly Arn: string };
}

/**
 * Hands out credentials for a role. The trust policy is not evaluated. A session that a function's role opens is
 * evaluated against the role it assumed, any other may do everything.
 */
export function assumeRole(host: Host): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: ({ RoleArn }) => [{ action: "sts:AssumeRole", resource: RoleArn }],
    async run(input, call) {
      if (input.Policy !== undefined || input.PolicyArns !== undefined) {
        throw new ServiceError(
          "UnsupportedOperation",
          "sts AssumeRole with a session policy is not supported by the embedded engine. What is supported: dev/docs/gaps.md.",
        );
      }
      const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(input.RoleArn) ?? [];
      if (account === undefined || name === undefined) {
        throw new ServiceError("ValidationError", `${input.RoleArn} is invalid`);
      }
      const role = await findRole(host, account, name, call);
      if (role?.Arn !== input.RoleArn) {
        throw new ServiceError(
          "AccessDenied",
          `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
          { status: 403 },
        );
      }
      if (input.DurationSeconds > role.MaxSessionDuration) {
        throw new ServiceError(
          "ValidationError",
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        );
      }
      const arn = `arn:aws:sts::${account}:assumed-role/${role.RoleName}/${input.RoleSessionName}`;
      const issued = await host.credentials.issue({
        account,
        arn,
        roleArn: role.Arn,
        enforced: call.caller.roleArn !== undefined,
        seconds: input.DurationSeconds,
      });
      return {
        Credentials: credentialsShape(issued),
        AssumedRoleUser: { AssumedRoleId: `${role.RoleId}:${input.RoleSessionName}`, Arn: arn },
      };
    },
  };
}
