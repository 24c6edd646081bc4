import type { Bus } from "../../../trace/bus.ts";
import type { Caller, Permission } from "../../identity/caller.ts";
import type { State } from "../../state/state.ts";
import { RoleUsageStore, type RunsRow, type UsageRow } from "./role-usage-store.ts";
import { widened } from "./widened-resource.ts";

/** Resources of one action that are kept one by one; what comes after them is kept under a pattern. */
const MOST_RESOURCES = 100;
/** Milliseconds that counts wait in memory before they are written; a killed process loses that much of them. */
const FLUSH_AFTER_MS = 500;

type Changing<Row> = { -readonly [Name in keyof Row]: Row[Name] };

/**
 * Counts what functions do under their roles, by action and resource. The counts live in memory, where a call costs
 * three look-ups, and are written behind what is served, so that they are there after a restart.
 */
export class RoleUsage {
  readonly #store: RoleUsageStore;
  readonly #bus: Bus;
  /** By the ARN of the session (which names role and function), the action and the resource. */
  readonly #sessions = new Map<string, Map<string, Map<string, Changing<UsageRow>>>>();
  readonly #runs = new Map<string, Changing<RunsRow>>();
  readonly #changed = { usage: new Set<UsageRow>(), runs: new Set<RunsRow>() };
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(state: State, bus: Bus) {
    this.#store = new RoleUsageStore(state);
    this.#bus = bus;
    for (const row of this.#store.usage()) this.#resources(sessionArn(row), row.action).set(row.resource, row);
    for (const row of this.#store.runs()) this.#runs.set(row.functionName, row);
    this.#unsubscribe = bus.on("invoked", ({ functionName }) => this.#ran(functionName));
  }

  /** Notes a call under a role, and whether its policies allow it. */
  record(caller: Caller & { readonly roleArn: string }, permission: Permission, allowed: boolean): void {
    const row = this.#row(caller, permission);
    row.calls++;
    if (!allowed) row.denied++;
    row.lastAt = Date.now();
    this.#changed.usage.add(row);
    this.#flushSoon();
  }

  /** What every function did under its role, until now. */
  usage(): UsageRow[] {
    return [...this.#sessions.values()].flatMap((actions) =>
      [...actions.values()].flatMap((resources) => [...resources.values()]),
    );
  }

  /** How often each function ran. */
  runs(): RunsRow[] {
    return [...this.#runs.values()];
  }

  /** Forgets everything, so that what comes is counted from now. */
  async clear(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sessions.clear();
    this.#runs.clear();
    // Rows of before that are still to be written would come back.
    this.#changed.usage.clear();
    this.#changed.runs.clear();
    const cleared = this.#flushing.then(() => this.#store.clear());
    this.#flushing = cleared.catch(() => undefined);
    await cleared;
  }

  /** Writes what is pending; nothing is counted any more. */
  async close(): Promise<void> {
    this.#unsubscribe();
    await this.#flush();
  }

  #row({ arn, roleArn }: Caller & { roleArn: string }, { action, resource }: Permission): Changing<UsageRow> {
    const resources = this.#resources(arn, action);
    const known = resources.get(resource);
    if (known !== undefined) return known;
    const others = resources.size >= MOST_RESOURCES;
    const kept = others ? widened(resource) : resource;
    let row = resources.get(kept);
    if (row === undefined) {
      // Lambda names its sessions by the function.
      const functionName = arn.split("/").at(-1) ?? "";
      const now = Date.now();
      row = { roleArn, functionName, action, resource: kept, others, calls: 0, denied: 0, firstAt: now, lastAt: now };
      resources.set(kept, row);
    }
    return row;
  }

  #resources(arn: string, action: string): Map<string, Changing<UsageRow>> {
    let actions = this.#sessions.get(arn);
    if (actions === undefined) this.#sessions.set(arn, (actions = new Map()));
    let resources = actions.get(action);
    if (resources === undefined) actions.set(action, (resources = new Map()));
    return resources;
  }

  #ran(functionName: string): void {
    const now = Date.now();
    let row = this.#runs.get(functionName);
    if (row === undefined) {
      this.#runs.set(functionName, (row = { functionName, invocations: 0, firstAt: now, lastAt: now }));
    }
    row.invocations++;
    row.lastAt = now;
    this.#changed.runs.add(row);
    this.#flushSoon();
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => void this.#flush(), FLUSH_AFTER_MS).unref();
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const usage = [...this.#changed.usage];
    const runs = [...this.#changed.runs];
    this.#changed.usage.clear();
    this.#changed.runs.clear();
    if (usage.length + runs.length > 0) this.#flushing = this.#flushing.then(() => this.#putOrTell(usage, runs));
    return this.#flushing;
  }

  /** A full disk, for one, costs counts, and is told once; what is served has its own way of saying so. */
  async #putOrTell(usage: readonly UsageRow[], runs: readonly RunsRow[]): Promise<void> {
    try {
      await this.#store.put(usage, runs);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#bus.dispatch({ type: "notice", message: `What functions do under their roles is not kept: ${reason}` });
      }
      this.#failing = true;
    }
  }
}

function sessionArn({ roleArn, functionName }: UsageRow): string {
  const [, account = ""] = /^arn:aws:iam::(\d{12}):/.exec(roleArn) ?? [];
  return `arn:aws:sts::${account}:assumed-role/${roleArn.split("/").at(-1) ?? ""}/${functionName}`;
}
