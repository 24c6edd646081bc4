import type { ServiceGaps } from "../../service-definition.ts";

const KEY = ["AWS::KMS::Key", "AWS::KMS::Alias"];

/** What KMS leaves out, and where it differs. */
export const KMS_GAPS: ServiceGaps = {
  partly: { CreateKey: "symmetric keys of one region only" },
  refused: [
    {
      concerns: KEY,
      text: "everything that needs key material: encryption, data keys, signatures, grants, rotation, imports",
    },
  ],
  differences: [
    {
      concerns: KEY,
      text: "a key is a name that other resources refer to; nothing is encrypted with it, its policy is not evaluated",
    },
    {
      concerns: [],
      text: "a call that names a key by its alias needs its action on the alias, on AWS on the key (KMS Developer Guide)",
    },
    { concerns: [], text: "after CancelKeyDeletion a key is enabled, on AWS it is disabled" },
  ],
};
