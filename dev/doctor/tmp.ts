import { existsSync, readFileSync } from "node:fs";
import { hasOwnTmp } from "../endpoint/services/lambda/execution/own-tmp.ts";
import type { Finding } from "./finding.ts";

/** What Ubuntu denies programs since 23.10. */
const RESTRICTION = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";

/** Whether each execution environment has a `/tmp` of its own, and what keeps it from having one. */
export async function checkTmp(): Promise<Finding> {
  if (await hasOwnTmp()) return { check: "/tmp", level: "ok", found: "each execution environment has its own" };
  return {
    check: "/tmp",
    level: "note",
    found: "functions share the machine's; TMPDIR names a folder of the environment's own",
    advice: wayOut(),
  };
}

function wayOut(): string {
  if (process.platform !== "linux") return "Namespaces, by which each environment has its own, are Linux's.";
  if (existsSync(RESTRICTION) && readFileSync(RESTRICTION, "utf8").trim() === "1") {
    return "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0` lets programs make the namespaces for it.";
  }
  return "It needs util-linux (unshare, mount, setpriv), and that user namespaces may be made: containers deny them.";
}
