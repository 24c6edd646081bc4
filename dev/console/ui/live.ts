import { signal } from "@preact/signals";
import type { StreamMessage } from "../wire/wire.ts";

/** Whether what happens reaches the page. */
export const connection = signal<"connecting" | "live" | "lost">("connecting");

type Listener = (message: StreamMessage) => void;

const listeners = new Set<Listener>();
/** What the tab that holds the stream tells the others. */
type Shared =
  | { readonly messages: readonly StreamMessage[] }
  | { readonly state: "live" | "lost" }
  | { readonly asks: true };

/** Hears what happens until the returned function is called. */
export function onMessage(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Begins to listen. HTTP/1.1 has six connections to an origin, so that tabs share one stream: the one that holds the
 * lock has it, and tells the others; where it is closed, another one takes over.
 */
export function listen(): void {
  if (!("locks" in navigator) || !("BroadcastChannel" in self)) {
    // Without a secure context, at a name of the network, each tab has its own.
    openStream(() => undefined);
    return;
  }
  const channel = new BroadcastChannel("doppelface-stream");
  const tell = (shared: Shared): void => channel.postMessage(shared);
  let hello: StreamMessage | undefined;
  let holds = false;
  channel.addEventListener("message", ({ data }: MessageEvent<Shared>) => {
    if ("messages" in data) receive(data.messages);
    else if ("state" in data) connection.value = data.state;
    else if (holds && hello !== undefined) tell({ messages: [hello] });
  });
  tell({ asks: true });
  void navigator.locks.request("doppelface-stream", () => {
    holds = true;
    openStream((shared) => {
      if ("messages" in shared) hello = shared.messages.find(({ type }) => type === "hello") ?? hello;
      tell(shared);
    });
    // Held until the tab goes.
    return new Promise<never>(() => undefined);
  });
}

function openStream(share: (shared: Shared) => void): void {
  const source = new EventSource("console/stream");
  source.addEventListener("message", ({ data }: MessageEvent<string>) => {
    const messages = JSON.parse(data) as StreamMessage[];
    receive(messages);
    share({ messages });
  });
  source.addEventListener("error", () => {
    connection.value = "lost";
    share({ state: "lost" });
    // A browser gives up where the answer was no stream, as while another program has the port.
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(() => openStream(share), 1000);
  });
}

function receive(messages: readonly StreamMessage[]): void {
  connection.value = "live";
  for (const message of messages) for (const listener of listeners) listener(message);
}
