import type { State } from "../../state/state.ts";
import type { AlarmHistory } from "./alarm-history.ts";
import type { AlarmWatch } from "./alarm-watch.ts";
import type { MetricRecorder } from "./metric-recorder.ts";
import type { MetricStore } from "./metric-store.ts";
import type { AlarmStore } from "./store.ts";

/** What the operations share. */
export interface CloudWatchContext {
  readonly state: Pick<State, "read" | "write">;
  readonly alarms: AlarmStore;
  readonly history: AlarmHistory;
  readonly metrics: MetricStore;
  readonly recorder: MetricRecorder;
  readonly watch: AlarmWatch;
}
