import type { ComponentChildren } from "preact";
import type { UploadDetail } from "../../../wire/wire.ts";
import { get } from "../../api.ts";
import { Badge } from "../../components/badge.tsx";
import { Empty, Panel } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { difference, duration, several, timeOf } from "../../format.ts";
import { outcomeOf } from "../../outcome.ts";
import { link } from "../../router.ts";
import { ChangedItems } from "./changed-items.tsx";
import { callTexts, faceText, facesText, rowTexts, timeText } from "./difference-texts.ts";
import { type Both, type RunDifference, differenceOf } from "./run-difference.ts";

/**
 * This run beside an earlier one: outcome, time, faces, rows and calls. @param against id of the earlier run's trace
 */
export function WhatDiffers({ detail, against }: { readonly detail: UploadDetail; readonly against: string }) {
  const { value: before, trouble } = useLoad(`against ${against}`, () => get<UploadDetail>("upload", { id: against }));
  const { status } = detail.upload;
  if (trouble !== undefined) {
    return (
      <Panel title="What differs">
        <Empty title="The run to compare with is not kept any more">{trouble}</Empty>
      </Panel>
    );
  }
  if (before === undefined) return null;
  const isUnderWay = status === "waiting" || status === "running";
  return (
    <Panel
      title={`What differs from the run of ${timeOf(before.upload.at)}`}
      side={<a href={link("upload", against)}>Look at that run</a>}
      flush
    >
      {isUnderWay ? <Empty title="This run is under way" /> : <Compared before={before} after={detail} />}
    </Panel>
  );
}

function Compared({ before, after }: { readonly before: UploadDetail; readonly after: UploadDetail }) {
  const found = differenceOf(before, after);
  const outcomes = [outcomeOf(before.upload), outcomeOf(after.upload)] as const;
  const said = {
    outcome: outcomes[0].text === outcomes[1].text ? [] : ["another outcome"],
    faces: found.faces.flatMap(faceText),
    rows: rowTexts(found),
    calls: callTexts(found.calls),
  };
  const others = Object.entries(said).filter(([, texts]) => texts.length > 0);
  return (
    <>
      <p class="panel-body" role="status">
        <strong>
          {others.length === 0
            ? "Nothing but the time differs: the same outcome, faces, rows and calls."
            : `Differs in: ${others.map(([name]) => name).join(", ")}.`}
        </strong>
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Both runs">
        <table class="table differs">
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">What</span>
              </th>
              <th scope="col">That run</th>
              <th scope="col">This run</th>
              <th scope="col">Difference</th>
            </tr>
          </thead>
          <tbody>
            <Line
              name="Outcome"
              before={<Badge {...outcomes[0]} />}
              after={<Badge {...outcomes[1]} />}
              texts={said.outcome}
            />
            <Line
              name="Time"
              before={timeText(found, "before")}
              after={timeText(found, "after")}
              texts={difference(found.handlerMs.before, found.handlerMs.after)}
            />
            <Line name="Faces" {...sides(found.faces, facesText)} texts={said.faces} />
            <Line
              name="Rows"
              {...sides(found.items, (items) => several(items.length, "write"))}
              texts={found.knowsItems ? said.rows : ["what was written is not kept any more"]}
            />
            <Line name="Calls" {...sides(found.calls, (calls) => several(calls.length, "call"))} texts={said.calls} />
          </tbody>
        </table>
      </div>
      <ChangedItems items={found.items} />
      <Calls calls={found.calls} />
    </>
  );
}

function Line({
  name,
  before,
  after,
  texts,
}: {
  readonly name: string;
  readonly before: ComponentChildren;
  readonly after: ComponentChildren;
  readonly texts: readonly string[];
}) {
  return (
    <tr data-differs={texts.length > 0}>
      <th scope="row">{name}</th>
      <td>{before}</td>
      <td>{after}</td>
      <td>{texts.length === 0 ? <span class="dim">none</span> : texts.map((text) => <div key={text}>{text}</div>)}</td>
    </tr>
  );
}

function Calls({ calls }: { readonly calls: RunDifference["calls"] }) {
  if (calls.length === 0) return null;
  return (
    <details class="fold panel-body">
      <summary>Each call, and how long it took</summary>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Call</th>
            <th scope="col" class="number">
              That run
            </th>
            <th scope="col" class="number">
              This run
            </th>
          </tr>
        </thead>
        <tbody>
          {calls.map(({ before, after }, index) => (
            <tr key={index} data-differs={before === undefined || after === undefined}>
              <td>
                {(before ?? after)?.name} <span class="dim small">{(before ?? after)?.detail}</span>
                {(before ?? after)?.error === undefined ? null : (
                  <span class="step-error small">{(before ?? after)?.error}</span>
                )}
              </td>
              <td class="number">{before === undefined ? "not made" : duration(before.ms ?? 0)}</td>
              <td class="number">{after === undefined ? "not made" : duration(after.ms ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function sides<Thing>(both: readonly Both<Thing>[], text: (things: Thing[]) => string) {
  const of = (which: keyof Both<Thing>): Thing[] =>
    both.flatMap((pair) => (pair[which] === undefined ? [] : [pair[which]]));
  return { before: text(of("before")), after: text(of("after")) };
}
