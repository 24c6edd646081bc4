import { Panel } from "../../components/panel.tsx";
import { ThresholdSlider } from "../../components/threshold-slider.tsx";
import { several } from "../../format.ts";
import { FaceCut } from "./face-tile.tsx";
import type { Pair } from "./pairs.ts";

const MOST_SHOWN = 24;

/** A slider: which pairs match at a threshold, those first that it decides most nearly. */
export function Matches({
  pairs,
  threshold,
  setThreshold,
  pick,
}: {
  readonly pairs: readonly Pair[];
  readonly threshold: number;
  readonly setThreshold: (threshold: number) => void;
  readonly pick: (pair: Pair) => void;
}) {
  const matching = pairs.filter(({ similarity }) => similarity >= threshold);
  const wrong = matching.filter(({ isSame }) => !isSame).length;
  const missed = pairs.filter(({ similarity, isSame }) => isSame && similarity < threshold).length;
  return (
    <Panel title="What a threshold makes of it">
      <div class="threshold">
        <ThresholdSlider threshold={threshold} setThreshold={setThreshold} />
        <p role="status">
          <strong>{several(matching.length, "pair")}</strong> of {pairs.length} match
          {wrong > 0 ? `, ${wrong} of them of two people` : ""}
          {missed > 0 ? `; ${several(missed, "pair")} of one person would be missed` : ""}.
        </p>
      </div>
      <ul class="matches">
        {[...matching]
          .reverse()
          .slice(0, MOST_SHOWN)
          .map((pair) => (
            <li key={`${pair.a.faceId} ${pair.b.faceId}`}>
              <button type="button" class="match" data-same={pair.isSame} onClick={() => pick(pair)}>
                <FaceCut face={pair.a} size={44} />
                <FaceCut face={pair.b} size={44} />
                <span>
                  <strong>{pair.similarity.toFixed(1)}</strong>
                  <span class="small dim match-names">
                    {pair.isSame ? pair.a.person : `${pair.a.person} / ${pair.b.person}`}
                  </span>
                </span>
              </button>
            </li>
          ))}
      </ul>
      {matching.length > MOST_SHOWN ? (
        <p class="dim small">The {MOST_SHOWN} nearest to the threshold are shown.</p>
      ) : null}
    </Panel>
  );
}
