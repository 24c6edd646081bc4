import type { DevEvent, EventOf } from "./events.ts";

type Listener = (event: DevEvent) => void;

/** The one bus of the environment. Terminal, JSON stream, demo, waits of tests and Lambda's queue listen to it. */
export class Bus {
  readonly #listeners = new Set<Listener>();

  /** Tells every listener, in the order in which they came. A listener that throws does not stop the others. */
  dispatch(event: DevEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Listens to everything until the returned function is called. */
  onEvery(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listens to one type of event until the returned function is called. */
  on<Type extends DevEvent["type"]>(type: Type, listener: (event: EventOf<Type>) => void): () => void {
    return this.onEvery((event) => {
      if (event.type === type) listener(event as EventOf<Type>);
    });
  }
}
