import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Rows above and below what is seen that are there too. */
const BEYOND = 2;
const GAP = 12;

/** Items as a grid of equal cells, of which those near what is seen alone are there: thousands scroll as tens do. */
export function WindowedGrid<Item>({
  items,
  idOf,
  least,
  height,
  label,
  render,
}: {
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  /** Pixels across, of a cell at least. */
  readonly least: number;
  /** Pixels down, of each cell. */
  readonly height: number;
  readonly label: string;
  readonly render: (item: Item) => ComponentChildren;
}) {
  const grid = useRef<HTMLUListElement>(null);
  const [seen, setSeen] = useState({ columns: 4, from: 0, to: 6 });
  useLayoutEffect(() => {
    let frame: number | undefined;
    // A wheel turns several times a frame: what is seen is looked at once.
    const soon = (): void => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        look();
      });
    };
    const look = (): void => {
      const box = grid.current?.getBoundingClientRect();
      if (box === undefined) return;
      const columns = Math.max(1, Math.floor((box.width + GAP) / (least + GAP)));
      const from = Math.max(0, Math.floor(-box.top / (height + GAP)) - BEYOND);
      const to = Math.max(0, Math.ceil((innerHeight - box.top) / (height + GAP))) + BEYOND;
      setSeen((before) =>
        before.columns === columns && before.from === from && before.to === to ? before : { columns, from, to },
      );
    };
    look();
    const resized = new ResizeObserver(soon);
    if (grid.current !== null) resized.observe(grid.current);
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
      resized.disconnect();
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
    };
  }, [least, height]);
  const { columns, from, to } = seen;
  const rows = Math.ceil(items.length / columns);
  const shown = items.slice(from * columns, to * columns);
  return (
    <ul
      ref={grid}
      class="windowed"
      aria-label={label}
      style={{
        height: `${rows * (height + GAP) - GAP}px`,
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridAutoRows: `${height}px`,
        paddingTop: `${Math.min(from, rows) * (height + GAP)}px`,
      }}
    >
      {shown.map((item, index) => (
        <li key={idOf(item)} aria-setsize={items.length} aria-posinset={from * columns + index + 1}>
          {render(item)}
        </li>
      ))}
    </ul>
  );
}
