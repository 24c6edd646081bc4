import { inputOf } from "../../../model/input-of.ts";
import { ServiceError } from "../../../errors.ts";
import type { Host, Operation } from "../../../service.ts";
import { credentialsShape } from "../members.ts";

const parse = inputOf("sts", "GetSessionToken", { DurationSeconds: 43_200 });

interface Output {
  readonly Credentials: ReturnType<typeof credentialsShape>;
}

/** Hands out temporary credentials of the caller itself; a role session has no use of it. */
export function getSessionToken(host: Host): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: () => [],
    async run(input, { caller }) {
      if (!caller.arn.endsWith(":root")) {
        throw new ServiceError("AccessDenied", "Cannot call GetSessionToken with session credentials", { status: 403 });
      }
      const issued = await host.credentials.issue({
        account: caller.account,
        arn: caller.arn,
        roleArn: "",
        enforced: false,
        seconds: input.DurationSeconds,
      });
      return { Credentials: credentialsShape(issued) };
    },
  };
}
