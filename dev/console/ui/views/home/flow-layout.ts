import type { App, AppNode } from "../../../wire/wire.ts";

/** A node with its place: pixels from the left and the top. */
export interface PlacedNode extends AppNode {
  readonly x: number;
  readonly y: number;
}

/** The drawing of an app. */
export interface FlowLayout {
  readonly nodes: readonly PlacedNode[];
  readonly nodeWidth: number;
  readonly height: number;
  readonly edges: readonly { readonly from: PlacedNode; readonly to: PlacedNode; readonly kind: string }[];
}

export const NODE_HEIGHT = 72;
const ROW = 86;
const MOST_WIDE = 250;
/** Across, of what stands between two columns. */
const BETWEEN = 72;

/** From where things come to where they go. */
export const ORDER: readonly AppNode["kind"][] = ["bucket", "function", "collection", "table", "queue"];

/**
 * Places nodes in columns: what events begin at stands left, what they lead to further right; what nothing leads to
 * stands in the column of its kind.
 */
export function layOut({ nodes, edges }: App, width: number): FlowLayout {
  const column = columnsOf(nodes, edges);
  const count = Math.max(...column.values(), 0) + 1;
  const nodeWidth = Math.min(MOST_WIDE, (width - BETWEEN * (count - 1)) / count);
  const step = count === 1 ? 0 : Math.min((width - nodeWidth) / (count - 1), nodeWidth + BETWEEN * 2);
  const columns = Array.from({ length: count }, (_, index) =>
    nodes
      .filter(({ id }) => column.get(id) === index)
      .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)),
  );
  const most = Math.max(...columns.map(({ length }) => length), 1);
  const placed = columns.flatMap((held, index) =>
    held.map((node, row) => ({ ...node, x: index * step, y: (row + (most - held.length) / 2) * ROW })),
  );
  const find = (id: string): PlacedNode | undefined => placed.find((node) => node.id === id);
  return {
    nodes: placed,
    nodeWidth,
    height: most * ROW - (ROW - NODE_HEIGHT),
    edges: edges.flatMap(({ from, to, kind }) => {
      const [start, end] = [find(from), find(to)];
      return start === undefined || end === undefined ? [] : [{ from: start, to: end, kind }];
    }),
  };
}

function columnsOf(nodes: App["nodes"], edges: App["edges"]): Map<string, number> {
  const column = new Map<string, number>();
  for (const { id, kind } of nodes) {
    const isReached = edges.some(({ to }) => to === id);
    const leads = edges.some(({ from }) => from === id);
    column.set(id, isReached || leads ? 0 : Math.min(2, ORDER.indexOf(kind)));
  }
  // Each pass moves what is led to at least one further; as many as there are nodes come to an end also in a circle.
  for (let pass = 0; pass < nodes.length; pass++) {
    for (const { from, to } of edges) {
      const next = (column.get(from) ?? 0) + 1;
      if (next > (column.get(to) ?? 0) && next < nodes.length) column.set(to, next);
    }
  }
  return column;
}
