import type { QualityBar } from "../../../wire/recognition.ts";
import type { PictureObject } from "../../components/boxed-picture.tsx";
import { get } from "../../api.ts";
import { useLoad } from "../../components/use-load.ts";
import type { DetailedFace } from "./face-details.ts";

/** What was measured of a face beside what the quality filter asks for. */
export function QualityBars({ face }: { readonly face: DetailedFace; readonly object: PictureObject | undefined }) {
  const bars = useLoad("bars", () => get<{ bars: Readonly<Record<string, QualityBar>> | undefined }>("bars"));
  const { detail, seen } = face;
  if (detail === undefined) return null;
  const bar = bars.value?.bars?.["AUTO"];
  const turn = Math.max(Math.abs(detail.Pose?.Yaw ?? 0), Math.abs(detail.Pose?.Pitch ?? 0));
  return (
    <dl class="bars">
      <Bar name="sharpness" value={detail.Quality?.Sharpness ?? 0} least={bar?.sharpness} />
      <Bar name="brightness" value={detail.Quality?.Brightness ?? 0} least={bar?.brightness} />
      {seen.reasons?.includes("EXCEEDS_MAX_FACES") === true ? (
        <p class="small dim">
          The call asked for fewer faces than there are (MaxFaces): the larger ones were taken, whatever its quality.
        </p>
      ) : null}
      {bar === undefined || !isByQuality(seen.reasons) ? null : (
        <p class="small dim">
          AUTO asks for a confidence of {bar.confidence} (here {(detail.Confidence ?? 0).toFixed(1)}), a turn of at most{" "}
          {bar.turn}° (here {turn.toFixed(0)}°) and a side of {bar.side} px.
        </p>
      )}
    </dl>
  );
}

/** Reasons of the quality filter, which has bars; the number of faces that a call asks for is none of them. */
function isByQuality(reasons: readonly string[] = []): boolean {
  return reasons.some((reason) => reason !== "EXCEEDS_MAX_FACES");
}

function Bar({
  name,
  value,
  least,
}: {
  readonly name: string;
  readonly value: number;
  readonly least: number | undefined;
}) {
  const isLow = least !== undefined && value < least;
  return (
    <div class="bar">
      <dt>{name}</dt>
      <dd>
        <span class="bar-track">
          <meter min={0} max={100} low={least ?? 0} value={value} aria-label={`${name} of 100`} />
          {least === undefined ? null : (
            <span class="bar-least" style={{ left: `${least}%` }} title={`AUTO asks for ${least}`} />
          )}
        </span>
        <span class={isLow ? "bar-value low" : "bar-value"}>{value.toFixed(0)}</span>
      </dd>
    </div>
  );
}
