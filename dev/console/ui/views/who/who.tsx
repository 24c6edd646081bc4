import { useEffect, useRef, useState } from "preact/hooks";
import type { People, Who as WhoAnswer } from "../../../wire/recognition.ts";
import { get, post } from "../../api.ts";
import { BoxedPicture, type PictureObject, Overlay } from "../../components/boxed-picture.tsx";
import { Button } from "../../components/button.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { app } from "../../store.ts";
import { targetOfDrops } from "../../uploading.ts";
import { Camera } from "./camera.tsx";
import { WhoMatches } from "./who-matches.tsx";

/** Who is in a picture: one of a bucket, or one that is not stored. */
export function Who({ parts: [bucket, ...rest] }: { readonly parts: readonly string[] }) {
  const first = app.value?.nodes.find(({ kind }) => kind === "collection");
  const [file, setFile] = useState<File>();
  const [isFilming, setFilming] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  useEffect(() => {
    targetOfDrops.value = { text: "Drop to see who this is; it is not stored", take: ([first]) => setFile(first) };
    return () => {
      targetOfDrops.value = undefined;
    };
  }, []);
  const object = bucket === undefined ? undefined : { bucket, key: rest.join("/") };
  return (
    <div class="view">
      <div class="view-head">
        <h1>Who is this?</h1>
        <div class="row">
          <Button kind="main" onPress={() => chooser.current?.click()}>
            Choose a picture
          </Button>
          <Button onPress={() => setFilming(true)}>Camera</Button>
          <input
            ref={chooser}
            class="unseen"
            type="file"
            accept="image/*"
            tabIndex={-1}
            aria-label="A picture to look up"
            onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])}
          />
        </div>
      </div>
      {isFilming ? (
        <Camera
          take={(taken) => {
            setFile(taken);
            setFilming(false);
          }}
          close={() => setFilming(false)}
        />
      ) : null}
      {first === undefined ? (
        <Panel>
          <Empty title="There is no collection to search" />
        </Panel>
      ) : file === undefined && object === undefined ? (
        <Panel>
          <Empty title="Drop a picture, paste one, or take one">
            The largest face is looked for among those of {first.name}. Nothing is stored.
          </Empty>
        </Panel>
      ) : (
        <Answer
          key={`${file?.name} ${file?.lastModified} ${object?.key}`}
          collection={first.name}
          file={file}
          object={object}
        />
      )}
    </div>
  );
}

function Answer({
  collection,
  file,
  object,
}: {
  readonly collection: string;
  readonly file: File | undefined;
  readonly object: PictureObject | undefined;
}) {
  const name = file?.name ?? object?.key ?? "";
  const { value, trouble } = useLoad(`${collection} ${name}`, async () => {
    const query = new URLSearchParams({ collection, ...(file === undefined ? object : {}) }).toString();
    return post<WhoAnswer>("who", file ?? {}, `?${query}`);
  });
  const curve = useLoad("curve", () => get<{ curve: People["curve"] }>("curve"));
  if (trouble !== undefined) return <Trouble text={trouble} />;
  if (value === undefined) return <Empty title="Looking …" />;
  const faces = value.boxes.map(({ Left = 0, Top = 0, Width = 0, Height = 0 }) => ({
    box: [Left, Top, Width, Height] as const,
  }));
  return (
    <>
      {value.refused === undefined ? null : <Trouble text={`Rekognition: ${value.refused}`} />}
      <div class="picture-page">
        <Panel title={name}>
          <div class="picture-large">
            {file === undefined ? (
              <BoxedPicture
                object={object ?? { bucket: "", key: "" }}
                faces={faces}
                layers={{ boxes: true, numbers: true }}
              />
            ) : (
              <FilePicture file={file} faces={faces} />
            )}
          </div>
        </Panel>
        <WhoMatches answer={value} curve={curve.value?.curve ?? []} object={file === undefined ? object : undefined} />
      </div>
    </>
  );
}

function FilePicture({ file, faces }: { readonly file: File; readonly faces: Parameters<typeof Overlay>[0]["faces"] }) {
  const [source, setSource] = useState<string>();
  useEffect(() => {
    const url = URL.createObjectURL(file);
    setSource(url);
    return () => URL.revokeObjectURL(url);
  }, [file]);
  return (
    <span class="boxed">
      {source === undefined ? null : <img src={source} alt={file.name} />}
      <Overlay faces={faces} layers={{ boxes: true, numbers: true }} />
    </span>
  );
}
