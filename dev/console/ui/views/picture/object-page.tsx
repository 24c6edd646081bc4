import type { UploadDetail, UploadSummary } from "../../../wire/wire.ts";
import { get } from "../../api.ts";
import { Empty, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { engine } from "../../store.ts";
import { PictureView } from "./picture-view.tsx";

/** One object of a bucket, with the last upload of it where its steps are kept. */
export function ObjectPage({ parts: [bucket = "", ...rest] }: { readonly parts: readonly string[] }) {
  const key = rest.join("/");
  const hasSteps = engine.value?.traces !== false;
  const { value, trouble, isLoading } = useLoad(`${bucket}/${key} ${hasSteps}`, async () => {
    if (!hasSteps) return undefined;
    const { uploads } = await get<{ uploads: UploadSummary[] }>("uploads", { bucket, key, limit: "1" });
    const [last] = uploads;
    return last === undefined ? undefined : get<UploadDetail>("upload", { id: last.id });
  });
  if (trouble !== undefined) return <Trouble text={trouble} />;
  if (isLoading && value === undefined) return <Empty title="Reading the picture …" />;
  return <PictureView object={value?.upload.object ?? { bucket, key }} detail={value} />;
}
