import type { ServiceDefinition } from "../../service-definition.ts";
import { CLOUDFORMATION_GAPS } from "./gaps.ts";

/** CloudFormation, as the endpoint knows it. */
export const CLOUDFORMATION_SERVICE: ServiceDefinition<"cloudformation"> = {
  name: "cloudformation",
  title: "CloudFormation",
  prefix: "cloudformation",
  protocols: ["awsQuery"],
  deniedStatus: 400,
  faults: { throttling: { code: "Throttling", message: "Rate exceeded" } },
  gaps: CLOUDFORMATION_GAPS,
  load: async () => (await import("./index.ts")).createCloudFormationService,
};
