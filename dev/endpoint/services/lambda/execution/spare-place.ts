import type { FunctionRecord } from "../function-record.ts";
import type { ImportedAhead } from "../runtime/runtime.ts";
import { runtimeOf } from "../runtime/runtimes.ts";
import type { Environment } from "./environment.ts";

/** Milliseconds before a spare is made: the environment that was taken answers first. */
const PAUSE_MS = 20;

/** Makes an environment that has not begun. */
type Make = (record: FunctionRecord) => Environment;

/**
 * Where one spare of a function waits. It has the variables of the function and its packages, and no code: with the
 * next build it needs 15 ms to its first event instead of 150 ms. What it has imported must not have changed since.
 * One that ends by itself is missed by one save, for these 135 ms: the next environment has one made again.
 */
export class SparePlace {
  readonly #make: Make;
  readonly #preload: boolean;
  #spare: { readonly environment: Environment; readonly madeFor: string } | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param preload import packages ahead of the code; false for those that read at import what comes later */
  constructor(make: Make, preload: boolean) {
    this.#make = make;
    this.#preload = preload;
  }

  /** Takes the spare out, if it fits this code and these settings; one that does not fit is ended. */
  take(record: FunctionRecord, oldest: number): Environment | undefined {
    const spare = this.#spare;
    if (spare === undefined || record.hotReload === undefined) return undefined;
    this.#spare = undefined;
    if (spare.madeFor === fitting(record) && spare.environment.life.madeAt > oldest) return spare.environment;
    void spare.environment.end({ kind: "retired" });
    return undefined;
  }

  /** Makes a spare, unless one waits that fits. */
  fill(record: FunctionRecord): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fill(record), PAUSE_MS);
  }

  /** Tells that an environment has ended. */
  ended(environment: Environment): void {
    if (environment === this.#spare?.environment) this.#spare = undefined;
  }

  /** Ends the spare. */
  clear(): void {
    clearTimeout(this.#timer);
    const spare = this.#spare;
    this.#spare = undefined;
    void spare?.environment.end({ kind: "retired" });
  }

  #fill(record: FunctionRecord): void {
    if (record.hotReload === undefined) return;
    const madeFor = fitting(record);
    if (this.#spare?.madeFor === madeFor) return;
    this.clear();
    const environment = this.#make(record);
    this.#spare = { environment, madeFor };
    environment.startSpare(this.#preload ? aheadOf(record).module : undefined);
  }
}

/**
 * The same for code and settings that one spare serves: settings are its variables, packages what it has imported, and
 * of the machine's `/tmp` it sees the one folder below which its code lies.
 */
function fitting(record: FunctionRecord): string {
  const { hotReload = "", settings } = record;
  // Variables of a spare name the folder that it was made for; where Python or Node looks is settled at its start.
  const namesItsCode = Object.values(settings.Environment).some((value) => value.includes("/var/task"));
  const within = namesItsCode ? hotReload : hotReload.split("/").slice(0, 3).join("/");
  return [JSON.stringify(settings), within, aheadOf(record).packages].join("\n");
}

function aheadOf({ settings, hotReload = "" }: FunctionRecord): ImportedAhead {
  return runtimeOf(settings.Runtime).aheadOf(hotReload);
}
