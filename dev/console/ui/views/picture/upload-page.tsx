import type { UploadDetail } from "../../../wire/wire.ts";
import { get } from "../../api.ts";
import { Empty, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { route } from "../../router.ts";
import { uploads } from "../../store.ts";
import { PictureView } from "./picture-view.tsx";

/** One upload, by the id of its trace. */
export function UploadPage({ parts: [id = ""] }: { readonly parts: readonly string[] }) {
  // Read again at each step of it that is told.
  const told = uploads.value.find((upload) => upload.id === id);
  const { value, trouble } = useLoad(`${id} ${told?.status ?? ""} ${told?.ms ?? ""}`, () =>
    get<UploadDetail>("upload", { id }),
  );
  const last = useLast(id, value);
  if (trouble !== undefined && last === undefined) return <Trouble text={trouble} />;
  if (last === undefined) return <Empty title="Reading the upload …" />;
  const against = route.value.query.get("against") ?? undefined;
  return <PictureView object={last.upload.object} detail={last} against={against} />;
}

let held: { id: string; value: UploadDetail } | undefined;

/** What was read last of the same upload, so that the page does not blink at each step. */
function useLast(id: string, value: UploadDetail | undefined): UploadDetail | undefined {
  if (value !== undefined) held = { id, value };
  return held?.id === id ? held.value : undefined;
}
