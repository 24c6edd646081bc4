import { randomUUID } from "node:crypto";
import type { EventOf } from "../../../../trace/events.ts";
import { newTraceId } from "../../../../trace/trace-id.ts";
import type { Call, Host } from "../../../service.ts";
import type { BucketRow, Buckets } from "../store/buckets.ts";
import { type NotificationConfiguration, covers, filterValue } from "./configuration.ts";
import { type ObjectEvent, eventPayload } from "./record.ts";

/** What is to be told on the bus once the write is committed. */
export type Announcement = EventOf<"notified">;

/** Matches what happens to objects with the buckets' configurations. */
export class Notifications {
  readonly #host: Host;
  readonly #buckets: Buckets;

  constructor(host: Host, buckets: Buckets) {
    this.#host = host;
    this.#buckets = buckets;
  }

  /** Queues an event for each function that hears of it. To be called inside the write of what happened. */
  enqueue(event: ObjectEvent, bucket: BucketRow, call: Call, traceId: string): Announcement[] {
    const stored = this.#buckets.setting(bucket.name, "notification") as NotificationConfiguration | undefined;
    const matching = (stored?.LambdaFunctionConfigurations ?? []).filter(
      (configuration) =>
        configuration.Events.some((configured) => covers(configured, `s3:${event.name}`)) &&
        event.key.startsWith(filterValue(configuration, "prefix")) &&
        event.key.endsWith(filterValue(configuration, "suffix")),
    );
    return matching.map(({ Id, LambdaFunctionArn: target }) => {
      const body = eventPayload(event, bucket, Id, call);
      this.#host.events.add({ target, requestId: randomUUID(), body, traceId, lineage: call.lineage }, event.at);
      return { type: "notified", traceId, bucket: bucket.name, key: event.key, event: event.name, target };
    });
  }

  /** Tells the bus; to be called after the commit. */
  announce(announcements: readonly Announcement[]): void {
    for (const announcement of announcements) this.#host.bus.dispatch(announcement);
  }
}

/** The call's trace, or a new one. */
export function traceOf(call: Call, now: number): string {
  return call.traceId ?? newTraceId(now);
}
