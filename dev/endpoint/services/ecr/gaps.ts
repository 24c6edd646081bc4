import type { ServiceGaps } from "../../service-definition.ts";

const REPOSITORY = ["AWS::ECR::Repository"];

/** What ECR leaves out, and where it differs. */
export const ECR_GAPS: ServiceGaps = {
  partly: { CreateRepository: "no KMS encryption, no exclusions from immutability" },
  refused: [
    {
      concerns: REPOSITORY,
      text: "everything about images: login, pushes, pulls, scans, replication, so that CDK assets that are container images cannot be deployed",
    },
  ],
  differences: [
    {
      concerns: REPOSITORY,
      text: "a repository is there for `cdk bootstrap`; its policies are stored and returned, not evaluated",
    },
  ],
};
