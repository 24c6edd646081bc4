import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { json, number, rowReader, text } from "../../state/rows.ts";
import type { StateTables } from "../../state/state.ts";
import { TableStore } from "../../state/table-store.ts";
import { noSuchEntity, noSuchRole } from "./errors.ts";

/** A role as it is stored. */
export interface Role {
  readonly account: string;
  readonly name: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  /** `AROA…` */
  readonly id: string;
  /** JSON text of the trust policy. */
  readonly trust: string;
  readonly description: string;
  /** Seconds. */
  readonly maxSession: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly tags: readonly Tag[];
}

/** A policy of its own, which roles attach. It has one version, `v1`. */
export interface ManagedPolicy {
  readonly account: string;
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  /** `ANPA…` */
  readonly id: string;
  readonly document: string;
  readonly description: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly tags: readonly Tag[];
}

const Tags = v.array(v.object({ Key: v.string(), Value: v.string() }));

/** A tag as the API has it. */
export type Tag = v.InferOutput<typeof Tags>[number];

// Names differ by more than their case: IAM refuses `Role` beside `role`.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS iam_role(
    account TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, path TEXT NOT NULL, id TEXT NOT NULL, trust TEXT NOT NULL,
    description TEXT NOT NULL, max_session INTEGER NOT NULL, created_at INTEGER NOT NULL, tags TEXT NOT NULL,
    PRIMARY KEY(account, name)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS iam_role_policy(
    account TEXT NOT NULL, role TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL COLLATE NOCASE, document TEXT NOT NULL,
    PRIMARY KEY(account, role, name)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS iam_policy(
    account TEXT NOT NULL, arn TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, path TEXT NOT NULL, id TEXT NOT NULL,
    document TEXT NOT NULL, description TEXT NOT NULL, created_at INTEGER NOT NULL, tags TEXT NOT NULL,
    PRIMARY KEY(account, name)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS iam_attachment(
    account TEXT NOT NULL, role TEXT NOT NULL COLLATE NOCASE, policy_arn TEXT NOT NULL,
    PRIMARY KEY(account, role, policy_arn)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS iam_revision(id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO iam_revision VALUES (1, 0);`;

/** Roles and policies on the state file. Reads are synchronous, to be called inside `State.read` and `IamStore.write`. */
export class IamStore extends TableStore {
  constructor(state: StateTables) {
    super(state, SCHEMA);
  }

  /** Runs a change, and lets every policy be compiled again. */
  override write<Result>(work: () => Result): Promise<Result> {
    return super.write(() => {
      this.state.sql("UPDATE iam_revision SET value = value + 1").run();
      return work();
    });
  }

  /** Changes with every write. */
  revision(): number {
    return Number(this.state.sql("SELECT value FROM iam_revision").get()?.["value"]);
  }

  findRole(account: string, name: string): Role | undefined {
    const row = this.state.sql("SELECT * FROM iam_role WHERE account = ? AND name = ?").get(account, name);
    return row === undefined ? undefined : toRole(row);
  }

  /** The role of an ARN; undefined where it is no role's, or the role is not there. */
  findRoleByArn(arn: string): Role | undefined {
    const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
    return account === undefined || name === undefined ? undefined : this.findRole(account, name);
  }

  /** Throws `NoSuchEntity` (404). */
  role(account: string, name: string): Role {
    const role = this.findRole(account, name);
    if (role === undefined) throw noSuchRole(name);
    return role;
  }

  /** ARN of a role, with its path where it exists. */
  roleArn(account: string, name: string): string {
    return arnOfRole(this.findRole(account, name) ?? { account, path: "/", name });
  }

  /** Every role whose path begins so, by name. */
  roles(account: string, pathPrefix: string): Role[] {
    return this.state
      .sql("SELECT * FROM iam_role WHERE account = ? AND substr(path, 1, length(?)) = ? ORDER BY name")
      .all(account, pathPrefix, pathPrefix)
      .map(toRole);
  }

  insertRole(role: Role): void {
    this.state
      .sql("INSERT INTO iam_role VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(
        role.account,
        role.name,
        role.path,
        role.id,
        role.trust,
        role.description,
        role.maxSession,
        role.createdAt,
        JSON.stringify(role.tags),
      );
  }

  updateRole(role: Role): void {
    this.state
      .sql("UPDATE iam_role SET trust = ?, description = ?, max_session = ?, tags = ? WHERE account = ? AND name = ?")
      .run(role.trust, role.description, role.maxSession, JSON.stringify(role.tags), role.account, role.name);
  }

  deleteRole(account: string, name: string): void {
    this.state.sql("DELETE FROM iam_role WHERE account = ? AND name = ?").run(account, name);
  }

  /** Inline policies of a role, by name. */
  rolePolicies(account: string, role: string): { name: string; document: string }[] {
    return this.state
      .sql("SELECT name, document FROM iam_role_policy WHERE account = ? AND role = ? ORDER BY name")
      .all(account, role)
      .map((row) => ({ name: String(row["name"]), document: String(row["document"]) }));
  }

  putRolePolicy(account: string, role: string, name: string, document: string): void {
    this.state.sql("INSERT OR REPLACE INTO iam_role_policy VALUES (?, ?, ?, ?)").run(account, role, name, document);
  }

  /** Tells whether there was one. */
  deleteRolePolicy(account: string, role: string, name: string): boolean {
    const sql = "DELETE FROM iam_role_policy WHERE account = ? AND role = ? AND name = ?";
    return this.state.sql(sql).run(account, role, name).changes > 0;
  }

  /** ARNs of the policies that a role attaches. */
  attachments(account: string, role: string): string[] {
    return this.state
      .sql("SELECT policy_arn FROM iam_attachment WHERE account = ? AND role = ? ORDER BY policy_arn")
      .all(account, role)
      .map((row) => String(row["policy_arn"]));
  }

  /** How many roles attach a policy. */
  attachmentCount(account: string, policyArn: string): number {
    const sql = "SELECT COUNT(*) AS n FROM iam_attachment WHERE account = ? AND policy_arn = ?";
    return Number(this.state.sql(sql).get(account, policyArn)?.["n"]);
  }

  attach(account: string, role: string, policyArn: string): void {
    this.state.sql("INSERT OR IGNORE INTO iam_attachment VALUES (?, ?, ?)").run(account, role, policyArn);
  }

  /** Tells whether it was attached. */
  detach(account: string, role: string, policyArn: string): boolean {
    const sql = "DELETE FROM iam_attachment WHERE account = ? AND role = ? AND policy_arn = ?";
    return this.state.sql(sql).run(account, role, policyArn).changes > 0;
  }

  findPolicy(account: string, arn: string): ManagedPolicy | undefined {
    const row = this.state.sql("SELECT * FROM iam_policy WHERE account = ? AND arn = ?").get(account, arn);
    return row === undefined ? undefined : toPolicy(row);
  }

  /** Throws `NoSuchEntity` (404). */
  policy(account: string, arn: string): ManagedPolicy {
    const policy = this.findPolicy(account, arn);
    if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
    return policy;
  }

  hasPolicyNamed(account: string, name: string): boolean {
    const sql = "SELECT 1 FROM iam_policy WHERE account = ? AND name = ?";
    return this.state.sql(sql).get(account, name) !== undefined;
  }

  insertPolicy(policy: ManagedPolicy): void {
    this.state
      .sql("INSERT INTO iam_policy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(
        policy.account,
        policy.arn,
        policy.name,
        policy.path,
        policy.id,
        policy.document,
        policy.description,
        policy.createdAt,
        JSON.stringify(policy.tags),
      );
  }

  deletePolicy(account: string, arn: string): void {
    this.state.sql("DELETE FROM iam_policy WHERE account = ? AND arn = ?").run(account, arn);
  }
}

/** `arn:aws:iam::<account>:role<path><name>` */
export function arnOfRole(role: Pick<Role, "account" | "path" | "name">): string {
  return `arn:aws:iam::${role.account}:role${role.path}${role.name}`;
}

/** A unique id as IAM gives it: four letters that tell the kind (`AROA`, `ANPA`), then 17 letters and digits. */
export function uniqueId(kind: "AROA" | "ANPA"): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return kind + Array.from(randomBytes(17), (byte) => alphabet[byte & 31]).join("");
}

const toRole = rowReader({
  account: text,
  name: text,
  path: text,
  id: text,
  trust: text,
  description: text,
  maxSession: number,
  createdAt: number,
  tags: json(Tags),
});

const toPolicy = rowReader({
  account: text,
  arn: text,
  name: text,
  path: text,
  id: text,
  document: text,
  description: text,
  createdAt: number,
  tags: json(Tags),
});
