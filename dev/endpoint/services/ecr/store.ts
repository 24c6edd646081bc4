import * as v from "valibot";
import type { Call } from "../../service.ts";
import type { StateTables } from "../../state/state.ts";
import { TableStore } from "../../state/table-store.ts";
import { repositoryNotFound } from "./errors.ts";
import { type Repository, arnOf } from "./repository.ts";

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

/** Repositories on the state file. */
export class RepositoryStore extends TableStore {
  constructor(state: StateTables) {
    super(state, SCHEMA);
  }

  find(call: Call, name: string): Repository | undefined {
    const row = this.state
      .sql("SELECT body FROM ecr_repository WHERE account = ? AND region = ? AND name = ?")
      .get(call.caller.account, call.region, name);
    return row === undefined ? undefined : toRepository(row);
  }

  /** Throws `RepositoryNotFoundException` (400). */
  require(call: Call, name: string): Repository {
    const repository = this.find(call, name);
    if (repository === undefined) throw repositoryNotFound(name, call.caller.account);
    return repository;
  }

  /** Throws `RepositoryNotFoundException` (400), also for what is no ARN of the caller's account and region. */
  ofArn(call: Call, arn: string): Repository {
    const prefix = arnOf(call, "");
    const repository = arn.startsWith(prefix) ? this.find(call, arn.slice(prefix.length)) : undefined;
    if (repository === undefined) throw repositoryNotFound(arn, call.caller.account);
    return repository;
  }

  /** By name, after `after`. */
  list(call: Call, after: string, limit: number): Repository[] {
    return this.state
      .sql("SELECT body FROM ecr_repository WHERE account = ? AND region = ? AND name > ? ORDER BY name LIMIT ?")
      .all(call.caller.account, call.region, after, limit)
      .map(toRepository);
  }

  save(call: Call, repository: Repository): void {
    this.state
      .sql("INSERT OR REPLACE INTO ecr_repository VALUES (?, ?, ?, ?)")
      .run(call.caller.account, call.region, repository.name, JSON.stringify(repository));
  }

  remove(call: Call, name: string): void {
    this.state
      .sql("DELETE FROM ecr_repository WHERE account = ? AND region = ? AND name = ?")
      .run(call.caller.account, call.region, name);
  }
}

function toRepository(row: Record<string, unknown>): Repository {
  return v.parse(Body, JSON.parse(String(row["body"])));
}
