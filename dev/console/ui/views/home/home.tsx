import { useRef } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { several } from "../../format.ts";
import { engine, trouble, uploads } from "../../store.ts";
import { targetBucket, uploadFiles } from "../../uploading.ts";
import { Flow } from "./flow.tsx";
import { UploadCards } from "./upload-cards.tsx";

/** The pipeline at work: the stack as it is, and every upload, newest first. */
export function Home() {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div class="view">
      <div class="view-head">
        <h1>Pipeline</h1>
        <div class="row">
          <Button kind="main" onPress={() => chooser.current?.click()}>
            Upload pictures
          </Button>
          <input
            ref={chooser}
            class="unseen"
            type="file"
            multiple
            tabIndex={-1}
            aria-label="Pictures to upload"
            onChange={({ currentTarget }) => {
              void uploadFiles([...(currentTarget.files ?? [])]);
              currentTarget.value = "";
            }}
          />
        </div>
      </div>
      {trouble.value === undefined ? null : <Trouble text={trouble.value} />}
      <Flow />
      <Panel title="Uploads" side={<span class="dim small">{several(uploads.value.length, "upload")}</span>}>
        {engine.value?.traces === false ? (
          <Empty title={`The steps of an upload cannot be seen on ${engine.value.name}`}>
            Buckets has the pictures, and Tables what became of them.
          </Empty>
        ) : uploads.value.length === 0 ? (
          <Empty title="Nothing was uploaded yet">
            Drop a picture anywhere on this page, or paste one: it goes into {targetBucket() ?? "the bucket"}.
          </Empty>
        ) : (
          <UploadCards uploads={uploads.value} />
        )}
      </Panel>
    </div>
  );
}
