import type { Permission } from "../../endpoint/identity/caller.ts";
import type { Faults } from "../../endpoint/http/faults/faults.ts";
import type { CallRing } from "../../trace/call-ring.ts";
import type { Bus } from "../../trace/bus.ts";
import type { TraceStore } from "../../trace/store.ts";
import type { Direct } from "./direct.ts";
import type { Connection } from "../../pipeline/connection.ts";

/** What the embedded engine alone can show. */
export interface Steps {
  readonly traces: TraceStore;
  readonly calls: CallRing;
  readonly faults: Faults;
  /** What the policies of a role say of an action now, without counting it as asked. */
  readonly explain: (roleArn: string, permission: Permission) => { readonly allowed: boolean; readonly by: string };
}

/** What a console shows. */
export interface ConsoleParts {
  /** How the environment's AWS services are reached; known once it listens. */
  readonly connection: () => Connection;
  /** What the page calls the engine. */
  readonly engine: string;
  readonly bus: Bus;
  /** Undefined beside another emulator. */
  readonly direct: Direct | undefined;
  /** Undefined on an engine whose steps cannot be seen. */
  readonly steps: Steps | undefined;
  /** Aborted when the console answers no more. */
  readonly closing: AbortSignal;
}
