import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { People } from "../../../wire/recognition.ts";
import { Panel } from "../../components/panel.tsx";
import { type Pair, byPerson } from "./pairs.ts";

const MOST = 640;

/** A map of everybody against everybody, by person: the darker, the more alike; those above the threshold stand out. */
export function Likeness({
  people,
  pairs,
  threshold,
  pick,
}: {
  readonly people: People;
  readonly pairs: readonly Pair[];
  readonly threshold: number;
  readonly pick: (pair: Pair) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [over, setOver] = useState<Pair>();
  const order = useMemo(
    () => byPerson(people.faces).flatMap(([, faces]) => faces.map(({ faceId }) => faceId)),
    [people],
  );
  const byPlace = useMemo(() => {
    const places = new Map(order.map((id, index) => [id, index]));
    return new Map(
      pairs.flatMap((pair) => {
        const [a = 0, b = 0] = [places.get(pair.a.faceId), places.get(pair.b.faceId)];
        return [
          [`${a} ${b}`, pair],
          [`${b} ${a}`, pair],
        ] as const;
      }),
    );
  }, [pairs, order]);
  const cell = Math.max(2, Math.min(28, Math.floor(MOST / Math.max(order.length, 1))));
  const side = cell * order.length;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined) return;
    const style = getComputedStyle(document.documentElement);
    const [ground, same, other] = ["--raised", "--good", "--bad"].map((name) => resolved(style.getPropertyValue(name)));
    context.clearRect(0, 0, side, side);
    for (let row = 0; row < order.length; row++) {
      for (let column = 0; column < order.length; column++) {
        const pair = byPlace.get(`${row} ${column}`);
        context.globalAlpha = 1;
        context.fillStyle = ground ?? "";
        context.fillRect(column * cell, row * cell, cell - 1, cell - 1);
        if (pair === undefined && row !== column) continue;
        context.globalAlpha = pair === undefined ? 0.25 : shade(pair, threshold);
        context.fillStyle = (pair?.isSame ?? true) ? (same ?? "") : (other ?? "");
        context.fillRect(column * cell, row * cell, cell - 1, cell - 1);
      }
    }
  }, [byPlace, order, cell, side, threshold]);
  const at = (event: MouseEvent): Pair | undefined => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined) return undefined;
    const scale = side / box.width;
    const column = Math.floor(((event.clientX - box.left) * scale) / cell);
    return byPlace.get(`${Math.floor(((event.clientY - box.top) * scale) / cell)} ${column}`);
  };
  return (
    <Panel title="Everybody beside everybody">
      <div class="likeness">
        <canvas
          ref={canvas}
          width={side}
          height={side}
          role="img"
          aria-label={`A map of ${order.length} faces by ${order.length}; the list above has the same pairs`}
          onMouseMove={(event) => setOver(at(event))}
          onMouseLeave={() => setOver(undefined)}
          onClick={(event) => {
            const pair = at(event);
            if (pair !== undefined) pick(pair);
          }}
        />
        <div>
          <p class="dim">
            Green: one person. Red: two people. Full colour: a match at {threshold}; the paler, the further apart. A
            click puts the two side by side.
          </p>
          <p aria-live="polite">
            {over === undefined
              ? ""
              : `${over.a.person} and ${over.b.person}: ${over.similarity.toFixed(1)}, ${over.distance.toFixed(3)} apart`}
          </p>
        </div>
      </div>
    </Panel>
  );
}

function shade({ similarity, distance }: Pair, threshold: number): number {
  return similarity >= threshold ? 1 : Math.max(0.04, 0.5 - distance * 0.4);
}

/** A canvas knows nothing of `light-dark`. */
function resolved(colour: string): string {
  const probe = document.createElement("span");
  probe.style.color = colour;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
