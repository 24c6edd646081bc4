import { queryService } from "../../http/protocol/query.ts";
import type { Host, OperationTable, Service } from "../../service.ts";
import { StackEngine } from "./engine/engine.ts";
import { NestedStacks } from "./engine/nested-stacks.ts";
import { continueUpdateRollback } from "./operations/continue-update-rollback.ts";
import { createChangeSet } from "./operations/create-change-set.ts";
import { createStack } from "./operations/create-stack.ts";
import { deleteChangeSet } from "./operations/delete-change-set.ts";
import { deleteStack } from "./operations/delete-stack.ts";
import { describeChangeSet } from "./operations/describe-change-set.ts";
import { describeStackEvents } from "./operations/describe-stack-events.ts";
import { describeStackResource } from "./operations/describe-stack-resource.ts";
import { describeStackResources } from "./operations/describe-stack-resources.ts";
import { describeStacks } from "./operations/describe-stacks.ts";
import { executeChangeSet } from "./operations/execute-change-set.ts";
import { getTemplate } from "./operations/get-template.ts";
import { getTemplateSummary } from "./operations/get-template-summary.ts";
import { listChangeSets } from "./operations/list-change-sets.ts";
import { listExports } from "./operations/list-exports.ts";
import { listImports } from "./operations/list-imports.ts";
import { listStackResources } from "./operations/list-stack-resources.ts";
import { listStacks } from "./operations/list-stacks.ts";
import { updateStack } from "./operations/update-stack.ts";
import { updateTerminationProtection } from "./operations/update-termination-protection.ts";
import { validateTemplate } from "./operations/validate-template.ts";
import type { ServiceParts } from "./service-parts.ts";
import { StackStore } from "./store.ts";

/** CloudFormation over the other services of the endpoint, in AWS's query protocol. */
export function createCloudFormationService(host: Host): Service {
  const store = new StackStore(host.state);
  const engine = new StackEngine(host, store, (own) => new NestedStacks({ host, store, engine: own }));
  const parts: ServiceParts = { host, store, engine };
  const operations: OperationTable = {
    ContinueUpdateRollback: continueUpdateRollback(parts),
    CreateChangeSet: createChangeSet(parts),
    CreateStack: createStack(parts),
    DeleteChangeSet: deleteChangeSet(parts),
    DeleteStack: deleteStack(parts),
    DescribeChangeSet: describeChangeSet(parts),
    DescribeStackEvents: describeStackEvents(parts),
    DescribeStackResource: describeStackResource(parts),
    DescribeStackResources: describeStackResources(parts),
    DescribeStacks: describeStacks(parts),
    ExecuteChangeSet: executeChangeSet(parts),
    GetTemplate: getTemplate(parts),
    GetTemplateSummary: getTemplateSummary(parts),
    ListChangeSets: listChangeSets(parts),
    ListExports: listExports(parts),
    ListImports: listImports(parts),
    ListStackResources: listStackResources(parts),
    ListStacks: listStacks(parts),
    UpdateStack: updateStack(parts),
    UpdateTerminationProtection: updateTerminationProtection(parts),
    ValidateTemplate: validateTemplate(parts),
  };
  return {
    ...queryService({
      name: "cloudformation",
      namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
      operations,
      // Its schemas read text.
      input: (form) => form,
    }),
    start: () => engine.resume(),
    drain: () => engine.stop(),
  };
}
