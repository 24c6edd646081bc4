import type { Bus } from "../../dev/trace/bus.ts";
import type { DevEvent, EventOf } from "../../dev/trace/events.ts";

const PATIENCE = 60_000;

/** The next event of a type that `matches`. Rejects after a minute with what was waited for. */
export function nextEvent<Type extends DevEvent["type"]>(
  bus: Bus,
  type: Type,
  matches: (event: EventOf<Type>) => boolean,
): Promise<EventOf<Type>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`No matching event '${type}' came within ${PATIENCE / 1000} s.`));
    }, PATIENCE);
    const stop = bus.on(type, (event) => {
      if (!matches(event)) return;
      stop();
      clearTimeout(timer);
      resolve(event);
    });
  });
}
