import type { KnownFace, People } from "../../../wire/recognition.ts";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { Empty, Panel } from "../../components/panel.tsx";
import { SimilarityCurve, distanceOf } from "../../components/similarity-curve.tsx";
import { THRESHOLDS } from "../../components/threshold-slider.tsx";
import { link } from "../../router.ts";
import { FaceCut } from "./face-tile.tsx";
import type { Pair } from "./pairs.ts";

/** Two faces side by side: how like each other they are, and why that is a match or none. */
export function Compare({
  pair,
  picked,
  people,
  threshold,
  clear,
}: {
  readonly pair: Pair | undefined;
  readonly picked: readonly KnownFace[];
  readonly people: People;
  readonly threshold: number;
  /** Takes the choice of faces back. */
  readonly clear: () => void;
}) {
  if (people.pairs === undefined) return null;
  if (pair === undefined) {
    return (
      <Panel title="Compare">
        <Empty title={picked.length === 1 ? "Choose a second face" : "Choose two faces below"}>
          They stand here side by side, with their similarity and what each threshold makes of it.
        </Empty>
      </Panel>
    );
  }
  const { a, b, similarity, distance } = pair;
  return (
    <Panel title={`${a.person} and ${b.person}`} side={<Button onPress={clear}>Clear the choice</Button>}>
      <div class="compare">
        <div class="compare-faces">
          <Side face={a} />
          <div class="compare-number">
            <strong>{similarity.toFixed(1)}</strong>
            <span class="dim small">similarity</span>
          </div>
          <Side face={b} />
        </div>
        <div class="compare-why">
          <SimilarityCurve
            curve={people.curve}
            marked={[{ distance, similarity, text: "these two" }]}
            thresholds={[...THRESHOLDS]}
          />
        </div>
        <div class="compare-why">
          <ul class="verdicts">
            {[...new Set([...THRESHOLDS, threshold])]
              .toSorted((one, other) => one - other)
              .map((at) => (
                <li key={at}>
                  <Badge tone={similarity >= at ? "good" : "plain"} text={similarity >= at ? "match" : "no match"} /> at{" "}
                  {at}
                </li>
              ))}
          </ul>
          <p>{whyText(pair, people, threshold)}</p>
        </div>
      </div>
    </Panel>
  );
}

function Side({ face }: { readonly face: KnownFace }) {
  return (
    <figure class="compare-side">
      <FaceCut face={face} size={150} />
      <figcaption>
        <strong>{face.person}</strong>
        {face.picture === undefined ? null : (
          <a class="small" href={link("object", face.picture.bucket, face.picture.key)}>
            {face.picture.key}
          </a>
        )}
      </figcaption>
    </figure>
  );
}

function whyText({ similarity, distance, isSame }: Pair, { curve }: People, threshold: number): string {
  const edge = distanceOf(curve, threshold);
  const isMatch = similarity >= threshold;
  const where =
    `The model puts these two ${distance.toFixed(3)} apart. At ${threshold} it takes faces for the same person up to ` +
    `${edge.toFixed(3)}, so they ${isMatch ? "match" : "do not match"}.`;
  if (isMatch === isSame) return where;
  if (!isMatch) {
    return `${where} The app says that they are one person: compare pose, light and sharpness on the pictures' pages, or lower the threshold.`;
  }
  return similarity >= Math.max(...THRESHOLDS)
    ? `${where} The app says that they are two people, whom no usual threshold tells apart: to the model they look the same.`
    : `${where} The app says that they are two people: a higher threshold tells them apart.`;
}
