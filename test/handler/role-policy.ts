import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import * as v from "valibot";
import type { TestEnvironment } from "../../dev/testing/testing.ts";

const documentSchema = v.object({
  Version: v.string(),
  Statement: v.array(
    v.looseObject({
      Sid: v.string(),
      Action: v.pipe(
        v.union([v.string(), v.array(v.string())]),
        v.transform((actions) => [actions].flat()),
      ),
    }),
  ),
});

/** The one policy of the deployed function's role. */
export interface RolePolicy {
  /** `Sid action` of everything that it allows. */
  readonly allowed: readonly string[];
  /** Takes one of them away. */
  deny(allowed: string): Promise<void>;
  /** Puts the policy back as it was deployed. */
  restore(): Promise<void>;
}

/** Reads the policy of the function's role, to be changed as a person would change it in IAM. */
export async function rolePolicy({ clients, connection, resources }: TestEnvironment): Promise<RolePolicy> {
  const { Role = "" } = await clients.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: resources.functionName }),
  );
  const RoleName = Role.slice(Role.lastIndexOf("/") + 1);
  const iam = new IAMClient(connection);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const [PolicyName, ...others] = PolicyNames;
  if (PolicyName === undefined || others.length > 0) {
    throw new Error(`Expected one policy on ${RoleName}, found ${PolicyNames.length}.`);
  }
  const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  const document = v.parse(documentSchema, JSON.parse(decodeURIComponent(PolicyDocument)));
  const put = (changed: typeof document) =>
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(changed) }));
  return {
    allowed: document.Statement.flatMap(({ Sid, Action }) => Action.map((action) => `${Sid} ${action}`)),
    async deny(allowed) {
      const Statement = document.Statement.map((statement) => ({
        ...statement,
        Action: statement.Action.filter((action) => `${statement.Sid} ${action}` !== allowed),
      })).filter(({ Action }) => Action.length > 0);
      await put({ ...document, Statement });
    },
    async restore() {
      await put(document);
    },
  };
}
