import type { UploadSummary } from "../../../wire/wire.ts";
import { get } from "../../api.ts";
import { Ago } from "../../components/ago.tsx";
import { Badge } from "../../components/badge.tsx";
import type { PictureObject } from "../../components/boxed-picture.tsx";
import { Panel } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { duration, several } from "../../format.ts";
import { outcomeOf } from "../../outcome.ts";
import { link } from "../../router.ts";
import { uploads } from "../../store.ts";

const MOST = "20";

/**
 * Every run of a picture that is kept, each to be looked at or compared with this one; nothing where this is the only
 * one.
 */
export function Runs({ object, id }: { readonly object: PictureObject; readonly id: string }) {
  const { bucket, key } = object;
  const last = uploads.value.find(({ object: about }) => about?.bucket === bucket && about.key === key);
  const { value } = useLoad(`${bucket}/${key} ${last?.id} ${last?.status}`, () =>
    get<{ uploads: readonly UploadSummary[] }>("uploads", { bucket, key, limit: MOST }),
  );
  const runs = value?.uploads ?? [];
  if (runs.length < 2) return null;
  return (
    <Panel title={several(runs.length, "run")} flush>
      <ul class="runs">
        {runs.map((run) => (
          <li key={run.id} aria-current={run.id === id ? "true" : undefined}>
            <Ago at={run.at} /> <Badge {...outcomeOf(run)} /> <span class="dim small">{duration(run.ms)}</span>
            {run.id === id ? (
              <span class="dim small">this one</span>
            ) : (
              <>
                <a href={link("upload", run.id)}>Look at it</a>
                <a href={comparison(id, run.id)}>Compare with this one</a>
              </>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The address of a run with what differs from another one. */
export function comparison(id: string, against: string): string {
  return `${link("upload", id)}?${new URLSearchParams({ against }).toString()}`;
}
