import { useState } from "preact/hooks";
import type { People, Who } from "../../../wire/recognition.ts";
import { Badge } from "../../components/badge.tsx";
import { Empty, Panel } from "../../components/panel.tsx";
import { SimilarityCurve, distanceOf } from "../../components/similarity-curve.tsx";
import { FaceCut } from "../people/face-tile.tsx";
import { THRESHOLDS } from "../people/pairs.ts";

/** Whom a face is like, those below the threshold too: why somebody did not match is seen by how far off they are. */
export function WhoMatches({ answer, curve }: { readonly answer: Who; readonly curve: People["curve"] }) {
  const [threshold, setThreshold] = useState(80);
  const { matches, searched } = answer;
  const [best] = matches;
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
        <Empty title="The collection holds no face" />
      </Panel>
    );
  }
  const isMatch = best.similarity >= threshold;
  return (
    <Panel title={isMatch ? best.face.person : "Nobody at this threshold"}>
      <div class="who">
        <label class="field">
          Threshold
          <input
            type="range"
            min={0}
            max={100}
            step={0.5}
            value={threshold}
            onInput={({ currentTarget }) => setThreshold(Number(currentTarget.value))}
          />
          <output class="threshold-value">{threshold}</output>
        </label>
        <p>
          {isMatch
            ? `${best.face.person} is the likest, with ${best.similarity.toFixed(1)}: a match at ${threshold}.`
            : `${best.face.person} is the likest, with ${best.similarity.toFixed(1)}, which is less than ${threshold}: no match.`}
        </p>
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
          {matches.map(({ similarity, face }) => (
            <li key={face.faceId}>
              <FaceCut face={face} size={48} />
              <span>
                <strong>{face.person}</strong>
                <span class="dim small"> {face.picture?.key}</span>
              </span>
              <span class="number">{similarity.toFixed(1)}</span>
              <Badge
                tone={similarity >= threshold ? "good" : "plain"}
                text={similarity >= threshold ? "match" : "no match"}
              />
            </li>
          ))}
        </ol>
      </div>
    </Panel>
  );
}
