import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { aws, reasonOf } from "../../api.ts";
import { BoxedPicture } from "../../components/boxed-picture.tsx";
import { memo } from "../../components/memo.ts";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { WindowedGrid } from "../../components/windowed-grid.tsx";
import { bytes, dayAndTime, several } from "../../format.ts";
import { link } from "../../router.ts";
import { counts } from "../../store.ts";

interface Listed {
  readonly key: string;
  readonly size: number;
  readonly at: string;
  readonly etag: string;
}

/** As many times as long as a listing took, nothing is listed. */
const REST = 4;
/** Objects that are listed at most. */
const MOST = 20_000;

/** The objects of a bucket as pictures, newest first, filtered by name. */
export function BucketView({ name }: { readonly name: string }) {
  const [objects, setObjects] = useState<readonly Listed[]>();
  const [trouble, setTrouble] = useState<string>();
  const [words, setWords] = useState("");
  const count = counts.value[`bucket:${name}`]?.count;
  const tookMs = useRef(0);
  useEffect(() => {
    let isCurrent = true;
    const list = async (): Promise<void> => {
      const startedAt = performance.now();
      const found: Listed[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await aws("s3:ListObjectsV2", {
          Bucket: name,
          ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        });
        for (const { Key = "", Size = 0, LastModified = "", ETag = "" } of page.Contents ?? []) {
          found.push({ key: Key, size: Size, at: LastModified, etag: ETag });
        }
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined && found.length < MOST);
      tookMs.current = performance.now() - startedAt;
      if (isCurrent) setObjects(found.toSorted((a, b) => (a.at < b.at ? 1 : -1)));
    };
    // A full bucket is not listed anew at each of many uploads: a share of the time at most goes into it.
    const timer = setTimeout(() => {
      list().catch((error: unknown) => isCurrent && setTrouble(reasonOf(error)));
    }, tookMs.current * REST);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [name, count]);
  const shown = useMemo(
    () => (objects ?? []).filter(({ key }) => key.toLowerCase().includes(words.toLowerCase())),
    [objects, words],
  );
  if (trouble !== undefined) return <Trouble text={trouble} />;
  return (
    <Panel
      title={name}
      side={
        <label class="field">
          <span class="dim small">{objects === undefined ? "" : several(shown.length, "object")}</span>
          <span class="unseen">Filter by name</span>
          <input
            class="input"
            type="search"
            placeholder="part of a name"
            value={words}
            onInput={({ currentTarget }) => setWords(currentTarget.value)}
          />
        </label>
      }
    >
      {objects === undefined ? (
        <Empty title="Reading the objects …" />
      ) : shown.length === 0 ? (
        <Empty title={words === "" ? "The bucket is empty" : "No object has such a name"}>
          Drop a picture anywhere on this page.
        </Empty>
      ) : (
        <WindowedGrid
          items={shown}
          idOf={({ key }) => key}
          least={144}
          height={228}
          label={`Objects of ${name}, newest first`}
          render={(object) => <ObjectCard bucket={name} object={object} />}
        />
      )}
    </Panel>
  );
}

const ObjectCard = memo(({ bucket, object }: { readonly bucket: string; readonly object: Listed }) => (
  <a class="card" href={link("object", bucket, object.key)}>
    <span class="card-picture">
      <BoxedPicture object={{ bucket, key: object.key }} />
    </span>
    <span class="card-name" title={object.key}>
      {object.key}
    </span>
    <span class="card-facts">
      {bytes(object.size)} · {dayAndTime(Date.parse(object.at))}
    </span>
  </a>
));
