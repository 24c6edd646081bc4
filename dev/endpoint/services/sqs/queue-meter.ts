import type { MetricBuffer } from "../../exchange/metric-buffer.ts";
import type { State } from "../../state/state.ts";
import type { MessageStore } from "./message-store.ts";
import type { Queue, QueueStore } from "./queue-store.ts";

const MINUTE = 60_000;
/** SQS reports on a queue for six hours after it was last used. */
const ACTIVE_MS = 6 * 60 * MINUTE;

interface Activity {
  /** Epoch milliseconds of the last call on its messages. */
  usedAt: number;
  /** Epoch milliseconds, 0 where it has changed since. */
  measuredAt: number;
}

/** Measures queues as SQS does: what is sent, received and deleted, and once a minute what they hold. */
export class QueueMeter {
  readonly #state: State;
  readonly #metrics: MetricBuffer;
  readonly #queues: QueueStore;
  readonly #messages: MessageStore;
  #active: Map<number, Activity> | undefined;

  constructor(parts: { state: State; metrics: MetricBuffer; queues: QueueStore; messages: MessageStore }) {
    this.#state = parts.state;
    this.#metrics = parts.metrics;
    this.#queues = parts.queues;
    this.#messages = parts.messages;
    this.#metrics.addSource(() => this.measure());
  }

  /** A message of that many bytes was sent. */
  sent(queue: Queue, bytes: number): void {
    this.#put(queue, "NumberOfMessagesSent", "Count", 1);
    this.#put(queue, "SentMessageSize", "Bytes", bytes);
    this.changed(queue.id);
  }

  /** A receive answered that many messages. */
  received(queue: Queue, messages: number): void {
    if (messages === 0) this.#put(queue, "NumberOfEmptyReceives", "Count", 1);
    else this.#put(queue, "NumberOfMessagesReceived", "Count", messages);
    this.changed(queue.id);
  }

  /** A message was deleted. */
  deleted(queue: Queue): void {
    this.#put(queue, "NumberOfMessagesDeleted", "Count", 1);
    this.changed(queue.id);
  }

  /** What the queue holds, or what of it can be seen, has changed. */
  changed(queueId: number): void {
    this.#active?.set(queueId, { usedAt: Date.now(), measuredAt: 0 });
  }

  /** Measures what the queues hold that have changed, or were not measured for a minute. */
  async measure(): Promise<void> {
    const now = Date.now();
    // At first every queue: what they hold is of the time before the endpoint was started.
    this.#active ??= new Map(
      (await this.#state.read(() => this.#queues.ids())).map((id) => [id, { usedAt: now, measuredAt: 0 }]),
    );
    for (const [id, activity] of this.#active) {
      if (now - activity.measuredAt < MINUTE) continue;
      activity.measuredAt = now;
      const empty = await this.#measure(id, now);
      if (empty && now - activity.usedAt > ACTIVE_MS) this.#active.delete(id);
    }
  }

  /** Answers whether the queue is empty, or gone. */
  async #measure(id: number, now: number): Promise<boolean> {
    const found = await this.#state.read(() => {
      const queue = this.#queues.findById(id);
      return queue === undefined ? undefined : { queue, counts: this.#messages.count(queue, now) };
    });
    if (found === undefined) {
      this.#active?.delete(id);
      return true;
    }
    const { queue, counts } = found;
    this.#put(queue, "ApproximateNumberOfMessagesVisible", "Count", counts.visible);
    this.#put(queue, "ApproximateNumberOfMessagesNotVisible", "Count", counts.inFlight);
    this.#put(queue, "ApproximateNumberOfMessagesDelayed", "Count", counts.delayed);
    const age = counts.oldestSentAt === undefined ? 0 : Math.floor((now - counts.oldestSentAt) / 1000);
    this.#put(queue, "ApproximateAgeOfOldestMessage", "Seconds", age);
    return counts.visible + counts.inFlight + counts.delayed === 0;
  }

  #put({ account, region, name: QueueName }: Queue, name: string, unit: string, value: number): void {
    const at = Date.now();
    this.#metrics.put({
      account,
      region,
      namespace: "AWS/SQS",
      name,
      dimensions: { QueueName },
      unit,
      value,
      count: 1,
      at,
    });
  }
}
