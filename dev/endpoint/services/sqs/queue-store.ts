import * as v from "valibot";
import type { Call } from "../../service.ts";
import { json, number, rowReader, text } from "../../state/rows.ts";
import type { StateTables } from "../../state/state.ts";
import { TableStore } from "../../state/table-store.ts";
import { queueDoesNotExist } from "./errors.ts";
import { type QueueName, queueArn, readQueueUrl } from "./members.ts";
import type { Attributes } from "./queue-attributes.ts";

/** A queue as it is stored. */
export interface Queue extends QueueName {
  readonly id: number;
  readonly region: string;
  readonly attributes: Attributes;
  readonly tags: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sqs_queue(
    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
    attributes TEXT NOT NULL, tags TEXT NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL,
    UNIQUE(account, region, name)) STRICT;`;

const TextMap = v.record(v.string(), v.string());

/** Queues on the state file. Synchronous, to be called inside `read` and `write`. */
export class QueueStore extends TableStore {
  constructor(state: StateTables) {
    super(state, SCHEMA);
  }

  find(region: string, { account, name }: QueueName): Queue | undefined {
    const row = this.state
      .sql("SELECT * FROM sqs_queue WHERE account = ? AND region = ? AND name = ?")
      .get(account, region, name);
    return row === undefined ? undefined : toQueue(row);
  }

  /** The queue of a URL. Throws `QueueDoesNotExist` (400). */
  get(url: string, call: Call): Queue {
    const queue = this.find(call.region, readQueueUrl(url, call));
    if (queue === undefined) throw queueDoesNotExist();
    return queue;
  }

  findByArn(arn: string): Queue | undefined {
    const [, , , region = "", account = "", name = ""] = arn.split(":");
    return this.find(region, { account, name });
  }

  findById(id: number): Queue | undefined {
    const row = this.state.sql("SELECT * FROM sqs_queue WHERE id = ?").get(id);
    return row === undefined ? undefined : toQueue(row);
  }

  /** Ids of the queues of all accounts. */
  ids(): number[] {
    return this.state
      .sql("SELECT id FROM sqs_queue")
      .all()
      .map((row) => Number(row["id"]));
  }

  /** Queues whose name begins so, by name. */
  list(call: Call, prefix: string): Queue[] {
    return this.state
      .sql(`SELECT * FROM sqs_queue WHERE account = ? AND region = ? AND substr(name, 1, length(?)) = ? ORDER BY name`)
      .all(call.caller.account, call.region, prefix, prefix)
      .map(toQueue);
  }

  insert(queue: Omit<Queue, "id">): void {
    this.state
      .sql(
        `INSERT INTO sqs_queue(account, region, name, attributes, tags, created_at, modified_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        queue.account,
        queue.region,
        queue.name,
        JSON.stringify(queue.attributes),
        JSON.stringify(queue.tags),
        queue.createdAt,
        queue.modifiedAt,
      );
  }

  update(queue: Queue): void {
    this.state
      .sql("UPDATE sqs_queue SET attributes = ?, tags = ?, modified_at = ? WHERE id = ?")
      .run(JSON.stringify(queue.attributes), JSON.stringify(queue.tags), queue.modifiedAt, queue.id);
  }

  delete(id: number): void {
    this.state.sql("DELETE FROM sqs_queue WHERE id = ?").run(id);
  }
}

/** ARN of a stored queue. */
export function arnOfQueue(queue: Queue): string {
  return queueArn(queue.region, queue);
}

const toQueue = rowReader({
  id: number,
  account: text,
  region: text,
  name: text,
  attributes: json(TextMap),
  tags: json(TextMap),
  createdAt: number,
  modifiedAt: number,
});
