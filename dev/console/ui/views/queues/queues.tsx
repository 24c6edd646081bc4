import { aws, post } from "../../api.ts";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { JsonView } from "../../components/json-view.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { several } from "../../format.ts";
import { link } from "../../router.ts";
import { app, counts, tell } from "../../store.ts";
import { Chooser } from "../chooser.tsx";
import { failedEvent } from "./failed-event.ts";

/** The queues of the app, the failed events in them with their errors, and their redrive. */
export function Queues({ parts: [name] }: { readonly parts: readonly string[] }) {
  return (
    <Chooser title="Queues" view="queues" kind="queue" chosen={name} none="The app has no queue">
      {(queue) => <QueueView name={queue} />}
    </Chooser>
  );
}

interface Redriven {
  readonly messages: readonly { readonly outcome: string; readonly error?: string }[];
}

function QueueView({ name }: { readonly name: string }) {
  const held = counts.value[`queue:${name}`]?.count;
  const { value, trouble, again } = useLoad(`${name} ${held}`, () => peek(name));
  const functionName = app.value?.edges
    .find(({ to, kind }) => to === `queue:${name}` && kind === "failed")
    ?.from.slice("function:".length);
  const redrive = async (): Promise<void> => {
    const { messages } = await post<Redriven>("redrive", { queue: name, functionName });
    const sent = messages.filter(({ outcome }) => outcome === "sent").length;
    const others = messages.filter(({ outcome }) => outcome !== "sent").map(({ outcome, error }) => error ?? outcome);
    tell([`${several(sent, "event")} sent again.`, ...others].join(" "), others.length === 0 ? "good" : "bad");
    again();
  };
  return (
    <Panel
      title={name}
      side={
        <div class="row">
          <Button onPress={again}>Look again</Button>
          {functionName === undefined ? null : (
            <Button kind="main" disabled={(value?.length ?? 0) === 0} onPress={redrive}>
              Redrive to {functionName}
            </Button>
          )}
        </div>
      }
      flush
    >
      {trouble === undefined ? null : <Trouble text={trouble} />}
      {value?.length === 0 ? (
        <Empty title="The queue is empty">
          {functionName === undefined ? "" : `What ${functionName} fails with for good comes here.`}
        </Empty>
      ) : null}
      <ul class="messages">
        {value?.map(({ id, body }) => {
          const failed = failedEvent(body);
          return (
            <li key={id}>
              {failed === undefined ? null : (
                <p class="row">
                  <Badge tone="bad" text={failed.errorType} />
                  <span>{failed.message}</span>
                  <span class="dim small">{several(failed.attempts, "attempt")}</span>
                  {failed.object === undefined ? null : (
                    <a href={link("object", failed.object.bucket, failed.object.key)}>{failed.object.key}</a>
                  )}
                </p>
              )}
              <details class="fold" open={failed === undefined}>
                <summary class="dim small">The message</summary>
                <JsonView text={body} />
              </details>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** Messages that are there, and stay: each is received without being hidden. */
async function peek(QueueName: string): Promise<{ id: string; body: string }[]> {
  const { QueueUrl } = await aws("sqs:GetQueueUrl", { QueueName });
  const found = new Map<string, string>();
  for (let round = 0; round < 5; round++) {
    const before = found.size;
    const page = await aws("sqs:ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
    for (const { MessageId = "", Body = "" } of page.Messages ?? []) found.set(MessageId, Body);
    if (found.size === before) break;
  }
  return [...found].map(([id, body]) => ({ id, body }));
}
