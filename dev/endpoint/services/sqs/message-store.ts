import { randomBytes } from "node:crypto";
import { json, number, rowReader, text } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { MessageAttributes } from "./message-attributes.ts";
import { numberOf, redriveOf } from "./queue-attributes.ts";
import { type Queue, type QueueStore, arnOfQueue } from "./queue-store.ts";

/** A message as it is stored. */
export interface Message {
  readonly id: number;
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** `AWSTraceHeader`, for one. */
  readonly systemAttributes: MessageAttributes;
  readonly senderId: string;
  /** ARN of the queue that it came from as a dead letter, or empty. */
  readonly sourceArn: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  /** Epoch milliseconds from which it can be received. */
  readonly visibleAt: number;
  /** The newest receipt handle, or empty. */
  readonly receipt: string;
  /** Over all queues, as SQS counts. */
  readonly receives: number;
  /** Epoch milliseconds, 0 before. */
  readonly firstReceivedAt: number;
}

/** What a sender gives. */
export type NewMessage = Pick<
  Message,
  "messageId" | "body" | "attributes" | "systemAttributes" | "senderId" | "sentAt" | "visibleAt"
>;

/** How many messages a queue holds, by what can be done with them. */
export interface MessageCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** When the oldest of them was sent, epoch milliseconds; undefined where there is none. */
  readonly oldestSentAt: number | undefined;
}

// `queue_receives` counts in this queue alone: it decides when a message is a dead letter.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sqs_message(
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue_id INTEGER NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL,
    attributes TEXT NOT NULL, system_attributes TEXT NOT NULL, sender_id TEXT NOT NULL, source_arn TEXT NOT NULL,
    sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL, receipt TEXT NOT NULL, receives INTEGER NOT NULL,
    queue_receives INTEGER NOT NULL, first_received_at INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS sqs_message_order ON sqs_message(queue_id, id);
  CREATE INDEX IF NOT EXISTS sqs_message_visible ON sqs_message(queue_id, visible_at);`;

/** Messages on the state file. Synchronous, to be called inside `State.read` and `State.write`. */
export class MessageStore {
  readonly #state: State;
  readonly #queues: QueueStore;

  constructor(state: State, queues: QueueStore) {
    this.#state = state;
    this.#queues = queues;
    state.define(SCHEMA);
  }

  add(queue: Queue, message: NewMessage): void {
    this.#state
      .sql(
        `INSERT INTO sqs_message(queue_id, message_id, body, attributes, system_attributes, sender_id, source_arn,
         sent_at, visible_at, receipt, receives, queue_receives, first_received_at)
         VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, '', 0, 0, 0)`,
      )
      .run(
        queue.id,
        message.messageId,
        message.body,
        JSON.stringify(message.attributes),
        JSON.stringify(message.systemAttributes),
        message.senderId,
        message.sentAt,
        message.visibleAt,
      );
  }

  /**
   * Takes up to `limit` messages and hides them. Those past their retention go, those received too often go to the
   * dead-letter queue, whose id is among `moved`.
   * @param visibilitySeconds how long they stay hidden
   */
  receive(
    queue: Queue,
    limit: number,
    visibilitySeconds: number,
    now: number,
  ): { messages: Message[]; moved: number[] } {
    this.#expire(queue, now);
    const redrive = redriveOf(queue.attributes);
    const deadLetters = redrive === undefined ? undefined : this.#queues.findByArn(redrive.deadLetterTargetArn);
    const messages: Message[] = [];
    const moved: number[] = [];
    while (messages.length < limit) {
      const rows = this.#visible(queue.id, limit - messages.length, now);
      if (rows.length === 0) break;
      for (const row of rows) {
        const isDead = redrive !== undefined && Number(row["queue_receives"]) >= redrive.maxReceiveCount;
        if (isDead && deadLetters !== undefined) {
          this.#move(Number(row["id"]), queue, deadLetters, now);
          moved.push(deadLetters.id);
        } else {
          messages.push(this.#take(toMessage(row), visibilitySeconds, now));
        }
      }
    }
    return { messages, moved };
  }

  /** When the next hidden message can be seen: epoch milliseconds, or undefined where there is none. */
  nextVisibleAt(queueId: number): number | undefined {
    const sql = "SELECT MIN(visible_at) AS at FROM sqs_message WHERE queue_id = ?";
    const at = this.#state.sql(sql).get(queueId)?.["at"];
    return typeof at === "number" ? at : undefined;
  }

  find(queueId: number, id: number): Message | undefined {
    const row = this.#state.sql("SELECT * FROM sqs_message WHERE queue_id = ? AND id = ?").get(queueId, id);
    return row === undefined ? undefined : toMessage(row);
  }

  setVisibleAt(id: number, visibleAt: number): void {
    this.#state.sql("UPDATE sqs_message SET visible_at = ? WHERE id = ?").run(visibleAt, id);
  }

  delete(queueId: number, id: number): void {
    this.#state.sql("DELETE FROM sqs_message WHERE queue_id = ? AND id = ?").run(queueId, id);
  }

  purge(queueId: number): void {
    this.#state.sql("DELETE FROM sqs_message WHERE queue_id = ?").run(queueId);
  }

  count(queue: Queue, now: number): MessageCounts {
    const row = this.#state
      .sql(
        `SELECT COUNT(*) FILTER (WHERE visible_at <= ?) AS visible,
         COUNT(*) FILTER (WHERE visible_at > ? AND receives > 0) AS inFlight,
         COUNT(*) FILTER (WHERE visible_at > ? AND receives = 0) AS delayed, MIN(sent_at) AS oldest
         FROM sqs_message WHERE queue_id = ? AND sent_at > ?`,
      )
      .get(now, now, now, queue.id, now - retentionMs(queue));
    const oldest = row?.["oldest"];
    return {
      oldestSentAt: typeof oldest === "number" ? oldest : undefined,
      visible: Number(row?.["visible"]),
      inFlight: Number(row?.["inFlight"]),
      delayed: Number(row?.["delayed"]),
    };
  }

  #expire(queue: Queue, now: number): void {
    this.#state
      .sql("DELETE FROM sqs_message WHERE queue_id = ? AND sent_at <= ?")
      .run(queue.id, now - retentionMs(queue));
  }

  #visible(queueId: number, limit: number, now: number): Record<string, unknown>[] {
    return this.#state
      .sql("SELECT * FROM sqs_message WHERE queue_id = ? AND visible_at <= ? ORDER BY id LIMIT ?")
      .all(queueId, now, limit);
  }

  #take(message: Message, visibilitySeconds: number, now: number): Message {
    const receipt = Buffer.from(`${message.id}:${randomBytes(24).toString("hex")}`).toString("base64");
    const firstReceivedAt = message.firstReceivedAt === 0 ? now : message.firstReceivedAt;
    // With a timeout of 0 it is at once for others to see, and must not come twice in this answer.
    const visibleAt = Math.max(now + visibilitySeconds * 1000, now + 1);
    this.#state
      .sql(
        `UPDATE sqs_message SET receipt = ?, visible_at = ?, receives = receives + 1,
         queue_receives = queue_receives + 1, first_received_at = ? WHERE id = ?`,
      )
      .run(receipt, visibleAt, firstReceivedAt, message.id);
    return { ...message, receipt, visibleAt, firstReceivedAt, receives: message.receives + 1 };
  }

  #move(id: number, from: Queue, to: Queue, now: number): void {
    this.#state
      .sql(
        `UPDATE sqs_message SET queue_id = ?, source_arn = ?, visible_at = ?, receipt = '', queue_receives = 0
         WHERE id = ?`,
      )
      .run(to.id, arnOfQueue(from), now, id);
  }
}

/** Id of the message that a receipt handle belongs to, or undefined for what is no handle. */
export function idOfReceipt(handle: string): number | undefined {
  const id = /^(\d+):[0-9a-f]{48}$/.exec(Buffer.from(handle, "base64").toString("latin1"))?.[1];
  return id === undefined ? undefined : Number(id);
}

function retentionMs(queue: Queue): number {
  return numberOf(queue.attributes, "MessageRetentionPeriod") * 1000;
}

const toMessage = rowReader({
  id: number,
  messageId: text,
  body: text,
  attributes: json(MessageAttributes),
  systemAttributes: json(MessageAttributes),
  senderId: text,
  sourceArn: text,
  sentAt: number,
  visibleAt: number,
  receipt: text,
  receives: number,
  firstReceivedAt: number,
});
