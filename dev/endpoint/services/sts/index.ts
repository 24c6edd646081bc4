import { queryService } from "../../http/protocol/query.ts";
import type { Host, Service } from "../../service.ts";
import { assumeRole } from "./operations/assume-role.ts";
import { getAccessKeyInfo } from "./operations/get-access-key-info.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";
import { getSessionToken } from "./operations/get-session-token.ts";

/** STS: who calls, and credentials for sessions. */
export function createStsService(host: Host): Service {
  return queryService({
    name: "sts",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    operations: {
      AssumeRole: assumeRole(host),
      GetAccessKeyInfo: getAccessKeyInfo(host),
      GetCallerIdentity: getCallerIdentity(host),
      GetSessionToken: getSessionToken(host),
    },
  });
}
