import type { FaceDetail } from "@aws-sdk/client-rekognition";
import { Badge } from "../../components/badge.tsx";
import { type PictureObject, kindOf } from "../../components/boxed-picture.tsx";
import { CutPicture } from "../../components/cut-picture.tsx";
import { Empty } from "../../components/panel.tsx";
import { link } from "../../router.ts";
import type { DetailedFace } from "./face-details.ts";
import { QualityBars } from "./quality-bars.tsx";

/** The faces of a picture: what became of each, and what was measured. */
export function Faces({
  faces,
  object,
  wasLooked,
}: {
  readonly faces: readonly DetailedFace[];
  readonly object: PictureObject | undefined;
  readonly wasLooked: boolean;
}) {
  if (faces.length === 0) {
    return wasLooked ? (
      <Empty title="No face was found">The detector gives a face from a confidence of about 87 on.</Empty>
    ) : (
      <Empty title="No call of Rekognition looked at it" />
    );
  }
  return (
    <ol class="faces">
      {faces.map((face, index) => (
        <li key={index} class="face">
          {object === undefined ? null : (
            <CutPicture object={object} box={face.seen.box} size={72} alt={`Face ${index + 1}`} />
          )}
          <div class="face-facts">
            <h3 class="row">
              {index + 1} <Fate face={face} />
            </h3>
            {face.detail === undefined ? (
              <p class="dim small">Its attributes are not kept any more: run it again to see them.</p>
            ) : (
              <Attributes detail={face.detail} />
            )}
            <QualityBars face={face} object={object} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Fate({ face: { seen } }: { readonly face: DetailedFace }) {
  switch (kindOf(seen)) {
    case "indexed":
      return (
        <>
          <Badge tone="good" text="indexed" /> <a href={link("people", "face", seen.faceId ?? "")}>who is it like?</a>
        </>
      );
    case "left-out":
      return <Badge tone="warn" text={`left out: ${(seen.reasons ?? []).map(words).join(", ")}`} />;
    case "found":
      return <Badge tone="plain" text="found" />;
  }
}

/** `LOW_SHARPNESS` is `low sharpness`. */
function words(reason: string): string {
  return reason.toLowerCase().replaceAll("_", " ");
}

function Attributes({ detail }: { readonly detail: FaceDetail }) {
  const { Confidence = 0, Pose, AgeRange, Gender, Smile, EyesOpen, MouthOpen, Emotions } = detail;
  const [emotion] = (Emotions ?? []).toSorted((a, b) => (b.Confidence ?? 0) - (a.Confidence ?? 0));
  const facts: [string, string | undefined][] = [
    ["confidence", Confidence.toFixed(1)],
    ["pose", Pose === undefined ? undefined : poseText(Pose.Yaw ?? 0, Pose.Pitch ?? 0, Pose.Roll ?? 0)],
    ["age", AgeRange === undefined ? undefined : `${AgeRange.Low ?? "?"}–${AgeRange.High ?? "?"}`],
    ["gender", Gender?.Value],
    ["emotion", emotion?.Type?.toLowerCase()],
    ["smile", judged(Smile)],
    ["eyes open", judged(EyesOpen)],
    ["mouth open", judged(MouthOpen)],
  ];
  return (
    <dl class="face-attributes">
      {facts.map(([name, text]) =>
        text === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function poseText(yaw: number, pitch: number, roll: number): string {
  const degrees = (angle: number): string => `${Math.round(angle) + 0}°`;
  return `yaw ${degrees(yaw)}, pitch ${degrees(pitch)}, roll ${degrees(roll)}`;
}

function judged(
  attribute: { Value?: boolean | undefined; Confidence?: number | undefined } | undefined,
): string | undefined {
  if (attribute?.Value === undefined) return undefined;
  return `${attribute.Value ? "yes" : "no"} (${(attribute.Confidence ?? 0).toFixed(0)})`;
}
