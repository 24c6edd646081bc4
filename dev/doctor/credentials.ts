import { awsCredentialSources } from "../config/process-environment.ts";
import type { Finding } from "./finding.ts";

/** AWS credentials of the user's own, which nothing here uses. */
export function checkCredentials(): Finding {
  const sources = awsCredentialSources();
  return {
    check: "AWS credentials",
    level: "ok",
    found:
      sources.length === 0
        ? "none found, and none needed"
        : `found (${sources.join(", ")}) and not used: neither the environment nor its functions read them`,
  };
}
