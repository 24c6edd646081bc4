import type { UploadDetail } from "../../../wire/wire.ts";
import { aws, post } from "../../api.ts";
import type { PictureObject } from "../../components/boxed-picture.tsx";
import { Button } from "../../components/button.tsx";
import { confirmed } from "../../components/confirm.tsx";
import { go, link } from "../../router.ts";
import { tell } from "../../store.ts";
import { comparison } from "./runs.tsx";

/** What can be done with a picture. */
export function PictureActions({
  object,
  detail,
}: {
  readonly object: PictureObject | undefined;
  readonly detail: UploadDetail | undefined;
}) {
  const runAgain = async (): Promise<void> => {
    const { traceId } = await post<{ traceId: string }>("rerun", { id: detail?.trace.id });
    go(comparison(traceId, detail?.trace.id ?? ""));
    tell("Its event was sent again: it writes rows anew.");
  };
  const remove = async (): Promise<void> => {
    if (object === undefined || !(await confirmed(`Delete ${object.key} from ${object.bucket}?`, "Delete"))) return;
    await aws("s3:DeleteObject", { Bucket: object.bucket, Key: object.key });
    tell(`${object.key} was deleted.`, "good");
    go(link(""));
  };
  return (
    <div class="row">
      {detail?.payload === undefined ? null : (
        <Button kind="main" onPress={runAgain}>
          Run again
        </Button>
      )}
      {object === undefined ? null : (
        <>
          <a class="button" href={link("who", object.bucket, object.key)}>
            Who is this?
          </a>
          <Button kind="danger" onPress={remove}>
            Delete
          </Button>
        </>
      )}
    </div>
  );
}
