import * as v from "valibot";
import type { Call } from "../../service.ts";
import type { StateTables } from "../../state/state.ts";
import { TableStore } from "../../state/table-store.ts";
import { parameterNotFound, versionNotFound } from "./errors.ts";

/** One version of a parameter. */
export interface Parameter {
  readonly name: string;
  readonly version: number;
  readonly type: "String" | "StringList";
  readonly value: string;
  readonly description: string;
  /** Regular expression that values have to match, or empty. */
  readonly allowedPattern: string;
  readonly dataType: string;
  /** ARN of who put it. */
  readonly modifiedBy: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS ssm_parameter(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, latest INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY(account, region, name, version)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS ssm_parameter_latest ON ssm_parameter(account, region, name) WHERE latest = 1;
  CREATE TABLE IF NOT EXISTS ssm_tag(
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY(account, region, name, key)) STRICT, WITHOUT ROWID;`;

const Body = v.object({
  name: v.string(),
  version: v.number(),
  type: v.picklist(["String", "StringList"]),
  value: v.string(),
  description: v.string(),
  allowedPattern: v.string(),
  dataType: v.string(),
  modifiedBy: v.string(),
  modifiedAt: v.number(),
});

/** Versions that are kept, as on AWS. */
const VERSIONS = 100;

/** Parameters on the state file. Reads are synchronous, to be called inside `read` and `write`. */
export class ParameterStore extends TableStore {
  constructor(state: StateTables) {
    super(state, SCHEMA);
  }

  /** The newest version. */
  find(call: Call, name: string): Parameter | undefined {
    const row = this.state
      .sql("SELECT body FROM ssm_parameter WHERE account = ? AND region = ? AND name = ? AND latest = 1")
      .get(call.caller.account, call.region, name);
    return row === undefined ? undefined : toParameter(row);
  }

  /**
   * What a name, an ARN, or either with `:<version>` selects. Throws `ParameterNotFound` and
   * `ParameterVersionNotFound` (400).
   */
  select(call: Call, selector: string): Parameter {
    const { name, version } = splitSelector(call, selector);
    const latest = this.find(call, name);
    if (latest === undefined) throw parameterNotFound(name);
    if (version === undefined || version === latest.version) return latest;
    const row = this.state
      .sql("SELECT body FROM ssm_parameter WHERE account = ? AND region = ? AND name = ? AND version = ?")
      .get(call.caller.account, call.region, name, version);
    if (row === undefined) throw versionNotFound(name, version);
    return toParameter(row);
  }

  /** Every newest version whose name begins so, by name, after `after`. */
  list(call: Call, prefix: string, after: string): Parameter[] {
    return this.state
      .sql(
        `SELECT body FROM ssm_parameter WHERE account = ? AND region = ? AND latest = 1 AND name > ?
         AND substr(name, 1, length(?)) = ? ORDER BY name`,
      )
      .all(call.caller.account, call.region, after, prefix, prefix)
      .map(toParameter);
  }

  /** Adds a version, which becomes the newest. */
  insert(call: Call, parameter: Parameter): void {
    const { account } = call.caller;
    this.state
      .sql("UPDATE ssm_parameter SET latest = 0 WHERE account = ? AND region = ? AND name = ? AND latest = 1")
      .run(account, call.region, parameter.name);
    this.state
      .sql("INSERT INTO ssm_parameter VALUES (?, ?, ?, ?, 1, ?)")
      .run(account, call.region, parameter.name, parameter.version, JSON.stringify(parameter));
    this.state
      .sql("DELETE FROM ssm_parameter WHERE account = ? AND region = ? AND name = ? AND version <= ?")
      .run(account, call.region, parameter.name, parameter.version - VERSIONS);
  }

  /** Deletes every version. Tells whether there was one. */
  delete(call: Call, name: string): boolean {
    const { account } = call.caller;
    this.state.sql("DELETE FROM ssm_tag WHERE account = ? AND region = ? AND name = ?").run(account, call.region, name);
    const sql = "DELETE FROM ssm_parameter WHERE account = ? AND region = ? AND name = ?";
    return this.state.sql(sql).run(account, call.region, name).changes > 0;
  }

  tags(call: Call, name: string): { Key: string; Value: string }[] {
    return this.state
      .sql("SELECT key, value FROM ssm_tag WHERE account = ? AND region = ? AND name = ? ORDER BY key")
      .all(call.caller.account, call.region, name)
      .map((row) => ({ Key: String(row["key"]), Value: String(row["value"]) }));
  }

  setTag(call: Call, name: string, tag: { Key: string; Value: string }): void {
    this.state
      .sql("INSERT OR REPLACE INTO ssm_tag VALUES (?, ?, ?, ?, ?)")
      .run(call.caller.account, call.region, name, tag.Key, tag.Value);
  }

  deleteTag(call: Call, name: string, key: string): void {
    this.state
      .sql("DELETE FROM ssm_tag WHERE account = ? AND region = ? AND name = ? AND key = ?")
      .run(call.caller.account, call.region, name, key);
  }
}

/** `arn:aws:ssm:<region>:<account>:parameter/<name>`; a name that begins with `/` brings that slash. An ARN stays as it is. */
export function arnOf(call: Call, selector: string): string {
  if (selector.startsWith("arn:")) return selector.replace(/:\d+$/, "");
  const name = splitSelector(call, selector).name.replace(/^\//, "");
  return `${prefixOf(call)}/${name}`;
}

/**
 * Name and version of a selector. Of an ARN of the caller's account and region the name is what is stored: with its slash
 * if it is a path. Other ARNs are the name of nothing.
 */
export function splitSelector(call: Call, selector: string): { name: string; version: number | undefined } {
  const own = prefixOf(call);
  const rest = selector.startsWith(own) ? selector.slice(own.length) : selector;
  const [, text, version] = /^([^:]+)(?::(\d+))?$/.exec(rest) ?? [];
  const isPath = text === undefined || rest === selector || text.slice(1).includes("/");
  const name = isPath ? (text ?? selector) : text.slice(1);
  return { name, version: version === undefined ? undefined : Number(version) };
}

function prefixOf({ region, caller }: Call): string {
  return `arn:aws:ssm:${region}:${caller.account}:parameter`;
}

function toParameter(row: Record<string, unknown>): Parameter {
  return v.parse(Body, JSON.parse(String(row["body"])));
}
