import type { Host } from "../../service.ts";
import type { State } from "../../state/state.ts";
import type { Arrivals } from "./arrivals.ts";
import type { MessageStore } from "./message-store.ts";
import type { QueueMeter } from "./queue-meter.ts";
import type { QueueStore } from "./queue-store.ts";

/** What the operations share. */
export interface SqsContext {
  readonly queues: QueueStore;
  readonly messages: MessageStore;
  readonly arrivals: Arrivals;
  readonly meter: QueueMeter;
  /** A part of a write that may fail alone. */
  readonly transaction: State["transaction"];
  readonly endpointUrl: Host["endpointUrl"];
}
