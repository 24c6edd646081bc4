import { useState } from "preact/hooks";
import type { People, Who } from "../../../wire/recognition.ts";
import { link } from "../../router.ts";
import { Badge } from "../../components/badge.tsx";
import type { PictureObject } from "../../components/boxed-picture.tsx";
import { Empty, Panel } from "../../components/panel.tsx";
import { SimilarityCurve, distanceOf } from "../../components/similarity-curve.tsx";
import { THRESHOLDS, ThresholdSlider } from "../../components/threshold-slider.tsx";
import { FaceCut } from "../people/face-tile.tsx";

/** Whom a face is like, those below the threshold too: why somebody did not match is seen by how far off they are. */
export function WhoMatches({
  answer,
  curve,
  object,
}: {
  readonly answer: Who;
  readonly curve: People["curve"];
  /** Where the picture lies; undefined for one that is not stored. */
  readonly object: PictureObject | undefined;
}) {
  const [threshold, setThreshold] = useState(80);
  const { matches, searched } = answer;
  // A picture of the collection is like itself: that says nothing.
  const isItself = ({ face }: Who["matches"][number]): boolean =>
    object !== undefined && face.picture?.bucket === object.bucket && face.picture.key === object.key;
  const best = matches.find((match) => !isItself(match));
  if (searched === undefined) {
    return (
      <Panel title="Nobody">
        <Empty title={answer.refused === undefined ? "No face was found in the picture" : "It was not looked at"} />
      </Panel>
    );
  }
  if (best === undefined) {
    return (
      <Panel title="Nobody">
        <Empty title={matches.length === 0 ? "The collection holds no face" : "The collection holds this face alone"} />
      </Panel>
    );
  }
  const isMatch = best.similarity >= threshold;
  return (
    <Panel title={isMatch ? best.face.person : "Nobody at this threshold"}>
      <div class="who">
        <div class="threshold">
          <ThresholdSlider threshold={threshold} setThreshold={setThreshold} />
        </div>
        <p role="status">{whyText(best, threshold, curve)}</p>
        <SimilarityCurve
          curve={curve}
          thresholds={[...THRESHOLDS]}
          marked={matches.slice(0, 5).map(({ similarity, face }) => ({
            similarity,
            distance: distanceOf(curve, similarity),
            text: face.person,
          }))}
        />
        <ol class="who-list">
          {matches.map((match) => (
            <li key={match.face.faceId}>
              <FaceCut face={match.face} size={48} />
              <span>
                <strong>{match.face.person}</strong>
                {match.face.picture === undefined ? null : (
                  <a class="small who-key" href={link("object", match.face.picture.bucket, match.face.picture.key)}>
                    {match.face.picture.key}
                  </a>
                )}
              </span>
              <span class="number">{match.similarity.toFixed(1)}</span>
              {isItself(match) ? (
                <Badge tone="plain" text="itself" />
              ) : (
                <Badge
                  tone={match.similarity >= threshold ? "good" : "plain"}
                  text={match.similarity >= threshold ? "match" : "no match"}
                />
              )}
            </li>
          ))}
        </ol>
      </div>
    </Panel>
  );
}

function whyText({ similarity, face }: Who["matches"][number], threshold: number, curve: People["curve"]): string {
  const isMatch = similarity >= threshold;
  const said = `${face.person} is the likest, with ${similarity.toFixed(1)}${
    isMatch ? `: a match at ${threshold}.` : `, which is less than ${threshold}: no match.`
  }`;
  if (curve.length === 0) return said;
  const [distance, edge] = [distanceOf(curve, similarity), distanceOf(curve, threshold)];
  const where = `The model puts the two about ${distance.toFixed(2)} apart; at ${threshold} it takes up to ${edge.toFixed(2)} for one person.`;
  if (isMatch) return `${said} ${where}`;
  return `${said} ${where} If it should be one: look at pose, light and sharpness of both, or take a lower threshold.`;
}
