import type { ServiceDefinition } from "../../service-definition.ts";
import { STS_GAPS } from "./gaps.ts";

/** STS, as the endpoint knows it. */
export const STS_SERVICE: ServiceDefinition<"sts"> = {
  name: "sts",
  title: "STS",
  prefix: "sts",
  protocols: ["awsQuery"],
  deniedStatus: 400,
  // A role of another account is assumed, which is the way over there.
  acrossAccounts: true,
  faults: { throttling: { code: "Throttling", message: "Rate exceeded" } },
  gaps: STS_GAPS,
  load: async () => (await import("./index.ts")).createStsService,
};
