/** A point on the curve that is pointed out. */
export interface Marked {
  readonly distance: number;
  readonly similarity: number;
  readonly text: string;
}

const WIDTH = 420;
const HEIGHT = 170;
const LEFT = 34;
const BOTTOM = 24;
const TOP = 8;

/** Similarity by distance: where two faces lie on it, and where thresholds do. */
export function SimilarityCurve({
  curve,
  marked,
  thresholds,
}: {
  readonly curve: readonly (readonly [distance: number, similarity: number])[];
  readonly marked: readonly Marked[];
  readonly thresholds: readonly number[];
}) {
  if (curve.length === 0) return null;
  const far = 0.8;
  const x = (distance: number): number => LEFT + (Math.min(distance, far) / far) * (WIDTH - LEFT - 8);
  const y = (similarity: number): number => TOP + (1 - similarity / 100) * (HEIGHT - TOP - BOTTOM);
  const path = curve
    .filter(([distance]) => distance <= far)
    .map(
      ([distance, similarity], index) =>
        `${index === 0 ? "M" : "L"}${x(distance).toFixed(1)} ${y(similarity).toFixed(1)}`,
    )
    .join("");
  const text = marked.map((point) => `${point.text}: ${point.similarity.toFixed(1)} at ${point.distance.toFixed(3)}`);
  return (
    <figure class="curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`Similarity by distance. ${text.join(". ")}`}>
        {[0, 50, 100].map((tick) => (
          <g key={tick} class="curve-axis">
            <line x1={LEFT} x2={WIDTH - 8} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
              {tick}
            </text>
          </g>
        ))}
        {[0, 0.2, 0.4, 0.6, 0.8].map((tick) => (
          <text key={tick} class="curve-tick" x={x(tick)} y={HEIGHT - 8} text-anchor="middle">
            {tick}
          </text>
        ))}
        {thresholds.map((threshold) => {
          const at = distanceOf(curve, threshold);
          return (
            <g key={threshold} class="curve-threshold">
              <line x1={x(at)} x2={x(at)} y1={TOP} y2={HEIGHT - BOTTOM} />
            </g>
          );
        })}
        <path class="curve-line" d={path} />
        {marked.map((point, index) => (
          <circle key={index} class="curve-point" cx={x(point.distance)} cy={y(point.similarity)} r={6} />
        ))}
      </svg>
      <figcaption class="small dim">
        Similarity by the distance of two faces; lines at {thresholds.map((threshold) => String(threshold)).join(", ")}
      </figcaption>
    </figure>
  );
}

/** The distance at which faces have a similarity. */
export function distanceOf(
  curve: readonly (readonly [distance: number, similarity: number])[],
  similarity: number,
): number {
  const index = curve.findIndex(([, reached]) => reached <= similarity);
  const [after, before] = [curve[index], curve[index - 1]];
  if (after === undefined) return curve.at(-1)?.[0] ?? 0;
  if (before === undefined || before[1] === after[1]) return after[0];
  return before[0] + ((before[1] - similarity) / (before[1] - after[1])) * (after[0] - before[0]);
}
