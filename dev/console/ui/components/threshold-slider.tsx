import { Button } from "./button.tsx";

/** What Rekognition's documentation and its defaults go by: 80 by default, 99 for public safety. */
export const THRESHOLDS = [80, 90, 99] as const;

/** A slider for the similarity from which on two faces match, and the usual ones as buttons. */
export function ThresholdSlider({
  threshold,
  setThreshold,
}: {
  /** 0–100 */
  readonly threshold: number;
  readonly setThreshold: (threshold: number) => void;
}) {
  return (
    <>
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
      <div class="row" role="group" aria-label="Usual thresholds">
        {THRESHOLDS.map((at) => (
          <Button key={at} pressed={threshold === at} onPress={() => setThreshold(at)}>
            {at}
          </Button>
        ))}
      </div>
    </>
  );
}
