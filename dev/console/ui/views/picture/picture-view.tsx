import { useState } from "preact/hooks";
import type { UploadDetail } from "../../../wire/wire.ts";
import { Ago } from "../../components/ago.tsx";
import { Badge } from "../../components/badge.tsx";
import { BoxedPicture, type PictureObject } from "../../components/boxed-picture.tsx";
import { Button } from "../../components/button.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { duration, several } from "../../format.ts";
import { outcomeOf } from "../../outcome.ts";
import { link } from "../../router.ts";
import { engine } from "../../store.ts";
import { detailsOf } from "./face-details.ts";
import { Faces } from "./faces.tsx";
import { PictureActions } from "./picture-actions.tsx";
import { Waterfall } from "./waterfall.tsx";
import { LogLines } from "./log-lines.tsx";
import { Runs } from "./runs.tsx";
import { WhatDiffers } from "./what-differs.tsx";
import { WrittenItems } from "./written-items.tsx";

/** A picture with everything that is known of it. */
export function PictureView({
  object,
  detail,
  against,
}: {
  readonly object: PictureObject | undefined;
  /** Undefined where no steps of it are kept. */
  readonly detail: UploadDetail | undefined;
  /** Id of another run to compare with. */
  readonly against?: string | undefined;
}) {
  const [layers, setLayers] = useState({ boxes: true, landmarks: false, leftOut: true });
  const all = detail === undefined ? [] : detailsOf(detail);
  const shown = all.filter(({ seen }) => layers.leftOut || seen.reasons === undefined);
  const turn = (name: keyof typeof layers) => () => setLayers((before) => ({ ...before, [name]: !before[name] }));
  const points = layers.landmarks ? shown.flatMap(({ detail: face }) => face?.Landmarks ?? []) : [];
  return (
    <div class="view">
      <div class="view-head">
        <div>
          <h1>{object?.key ?? detail?.trace.subject}</h1>
          <p class="dim">
            {object === undefined ? null : (
              <>
                in <a href={link("buckets", object.bucket)}>{object.bucket}</a>
              </>
            )}
            {detail === undefined ? null : (
              <>
                {" "}
                · <Ago at={detail.upload.at} /> · {duration(detail.upload.ms)} <Badge {...outcomeOf(detail.upload)} />
              </>
            )}
          </p>
        </div>
        <PictureActions object={object} detail={detail} />
      </div>
      {detail?.upload.error === undefined ? null : (
        <Trouble text={`${detail.upload.error.type}: ${detail.upload.error.message}`} />
      )}
      {detail?.upload.refused === undefined ? null : <Trouble text={`Rekognition: ${detail.upload.refused}`} />}
      {detail === undefined || against === undefined ? null : <WhatDiffers detail={detail} against={against} />}
      <div class="picture-page">
        <Panel
          title="Picture"
          side={
            all.length === 0 ? undefined : (
              <div class="row" role="group" aria-label="Layers">
                <Button pressed={layers.boxes} onPress={turn("boxes")}>
                  Boxes
                </Button>
                <Button pressed={layers.landmarks} onPress={turn("landmarks")}>
                  Landmarks
                </Button>
                <Button pressed={layers.leftOut} onPress={turn("leftOut")}>
                  Left out
                </Button>
              </div>
            )
          }
        >
          <div class="picture-large">
            {object === undefined ? (
              <Empty title="This event is about no object" />
            ) : (
              <BoxedPicture
                object={object}
                faces={shown.map(({ seen }) => seen)}
                layers={{
                  boxes: layers.boxes,
                  numbers: true,
                  points: points.map(({ X = 0, Y = 0 }) => ({ x: X, y: Y })),
                }}
              />
            )}
          </div>
        </Panel>
        {detail === undefined ? (
          <Panel title="Faces">
            <Empty title="What was seen in it is not known">“Who is this?” looks at the picture now.</Empty>
          </Panel>
        ) : (
          <Panel title={several(all.length, "face")}>
            <Faces faces={all} object={object} wasLooked={detail.upload.looked} />
          </Panel>
        )}
      </div>
      {detail === undefined ? (
        <Panel title="Steps">
          <Empty title="No steps of this picture are kept">
            {engine.value?.traces === false
              ? `They cannot be seen on ${engine.value.name}.`
              : "The steps of the last 1,000 uploads are; no function heard of this one, or it was before those."}
          </Empty>
        </Panel>
      ) : (
        <>
          {object === undefined ? null : <Runs object={object} id={detail.trace.id} />}
          <WrittenItems detail={detail} />
          <Waterfall detail={detail} />
          <LogLines detail={detail} />
        </>
      )}
    </div>
  );
}
