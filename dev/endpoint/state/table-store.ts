import type { StateTables } from "./state.ts";

/** Tables of a service on the state file. What reads and writes them is synchronous, to be called inside `read` and `write`. */
export abstract class TableStore {
  protected readonly state: StateTables;

  /** @param schema see `State.define` */
  constructor(state: StateTables, schema: string) {
    this.state = state;
    state.define(schema);
  }

  /** Runs a read when its turn comes. */
  read<Result>(work: () => Result): Promise<Result> {
    return this.state.read(work);
  }

  /** Runs a change; resolves when it is durable. */
  write<Result>(work: () => Result): Promise<Result> {
    return this.state.write(work);
  }
}
