import * as v from "valibot";
import type { Call } from "../service.ts";
import type { State } from "../state/state.ts";
import { repositoryNotFound } from "./errors.ts";
import type { Repository } from "./repository.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS ecr_repository(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(account, region, name)) STRICT, WITHOUT ROWID;`;

const Body = v.object({
  name: v.string(),
  mutability: v.picklist(["MUTABLE", "IMMUTABLE"]),
  scanOnPush: v.boolean(),
  policy: v.exactOptional(v.string()),
  lifecycle: v.exactOptional(v.string()),
  tags: v.array(v.object({ Key: v.string(), Value: v.string() })),
  createdAt: v.number(),
});

/** Repositories on the state file. Its methods are synchronous, to be called inside `read` and `write`. */
export class RepositoryStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
    state.define(SCHEMA);
  }

  read<Result>(work: () => Result): Promise<Result> {
    return this.#state.read(work);
  }

  write<Result>(work: () => Result): Promise<Result> {
    return this.#state.write(work);
  }

  find(call: Call, name: string): Repository | undefined {
    const row = this.#state
      .sql("SELECT body FROM ecr_repository WHERE account = ? AND region = ? AND name = ?")
      .get(call.caller.account, call.region, name);
    return row === undefined ? undefined : toRepository(row);
  }

  /** Throws `RepositoryNotFoundException` (400). The registry of another account holds nothing for the caller. */
  require(call: Call, name: string, registry: string = call.caller.account): Repository {
    const repository = registry === call.caller.account ? this.find(call, name) : undefined;
    if (repository === undefined) throw repositoryNotFound(name, registry);
    return repository;
  }

  /** By name, after `after`. */
  list(call: Call, after: string, limit: number): Repository[] {
    return this.#state
      .sql("SELECT body FROM ecr_repository WHERE account = ? AND region = ? AND name > ? ORDER BY name LIMIT ?")
      .all(call.caller.account, call.region, after, limit)
      .map(toRepository);
  }

  save(call: Call, repository: Repository): void {
    this.#state
      .sql("INSERT OR REPLACE INTO ecr_repository VALUES (?, ?, ?, ?)")
      .run(call.caller.account, call.region, repository.name, JSON.stringify(repository));
  }

  remove(call: Call, name: string): void {
    this.#state
      .sql("DELETE FROM ecr_repository WHERE account = ? AND region = ? AND name = ?")
      .run(call.caller.account, call.region, name);
  }
}

function toRepository(row: Record<string, unknown>): Repository {
  return v.parse(Body, JSON.parse(String(row["body"])));
}
