import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Rows above and below what is seen that are there too. */
const BEYOND = 2;
const GAP = 12;
/** Cells that are made in a frame: a screen that is scrolled at once fills within some frames, without a stutter. */
const MADE_AT_ONCE = 16;

/** Rows that are there, of so many columns each; the one `to` is not. */
interface Rows {
  readonly columns: number;
  readonly from: number;
  readonly to: number;
}

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
  const lookAgain = useRef<() => void>(undefined);
  const [there, setThere] = useState<Rows>({ columns: 4, from: 0, to: 2 });
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
      const first = Math.max(0, Math.floor(-box.top / (height + GAP)));
      const to = Math.max(0, Math.ceil((innerHeight - box.top) / (height + GAP))) + BEYOND;
      setThere((before) => nearer(before, { columns, from: Math.max(0, first - BEYOND), to }, first));
    };
    lookAgain.current = soon;
    look();
    const resized = new ResizeObserver(soon);
    // Its own size is another one with each row.
    if (grid.current?.parentElement) resized.observe(grid.current.parentElement);
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
      resized.disconnect();
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
    };
  }, [least, height]);
  useLayoutEffect(() => lookAgain.current?.(), [there]);
  const { columns, from, to } = there;
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

/**
 * The rows of the next frame, on the way from those that are there to those that are wanted: what is wanted of the former
 * stays, and few are added. @param first row that is seen
 */
function nearer(there: Rows, wanted: Rows, first: number): Rows {
  const { columns } = wanted;
  const isApart = columns !== there.columns || there.to <= wanted.from || there.from >= wanted.to;
  const from = isApart ? first : Math.max(there.from, wanted.from);
  const to = isApart ? first : Math.min(there.to, wanted.to);
  const added = Math.max(1, Math.floor(MADE_AT_ONCE / columns));
  const below = Math.min(added, wanted.to - to);
  const above = Math.min(added - below, from - wanted.from);
  const next = { columns, from: from - above, to: to + below };
  const isSame = !isApart && next.from === there.from && next.to === there.to;
  return isSame ? there : next;
}
