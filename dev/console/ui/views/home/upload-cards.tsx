import { useRef } from "preact/hooks";
import { memo } from "../../components/memo.ts";
import type { UploadSummary } from "../../../wire/wire.ts";
import { Badge } from "../../components/badge.tsx";
import { BoxedPicture, type PictureObject } from "../../components/boxed-picture.tsx";
import { WindowedGrid } from "../../components/windowed-grid.tsx";
import { duration, several } from "../../format.ts";
import { outcomeOf } from "../../outcome.ts";
import { link } from "../../router.ts";
import { Ago } from "../../components/ago.tsx";
import { isBurst } from "./burst.ts";

/** Uploads as cards: the picture with its boxes, and what became of it. */
export function UploadCards({ uploads }: { readonly uploads: readonly UploadSummary[] }) {
  return (
    <WindowedGrid
      items={uploads}
      idOf={({ id }) => id}
      least={144}
      height={274}
      label="Uploads, newest first"
      render={(upload) => <UploadCard upload={upload} />}
    />
  );
}

const UploadCard = memo(({ upload }: { readonly upload: UploadSummary }) => {
  const { object, faces, ms, rows, at, functionName } = upload;
  const writes = rows.reduce((sum, row) => sum + row.writes, 0);
  const name = object?.key ?? `event for ${functionName ?? "a function"}`;
  return (
    <a class="card" href={link("upload", upload.id)}>
      <span class="card-picture">
        {object === undefined ? (
          <span class="no-picture">an event without an object</span>
        ) : (
          <Picture object={object} faces={faces} />
        )}
      </span>
      <span class="card-name" title={name}>
        {name}
      </span>
      <span class="row">
        <Badge {...outcomeOf(upload)} />
      </span>
      <span class="card-facts">
        {duration(ms)} · {several(writes, "write")}
      </span>
      <span class="card-facts">
        <Ago at={at} />
      </span>
    </a>
  );
});

/** In a burst of uploads it comes once that rests. */
function Picture({ object, faces }: { readonly object: PictureObject; readonly faces: UploadSummary["faces"] }) {
  const isDue = useRef(false);
  if (!isDue.current) isDue.current = !isBurst.value;
  return isDue.current ? <BoxedPicture object={object} faces={faces} /> : null;
}
