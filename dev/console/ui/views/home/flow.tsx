import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { App } from "../../../wire/wire.ts";
import { Ago } from "../../components/ago.tsx";
import { Empty } from "../../components/panel.tsx";
import { link } from "../../router.ts";
import { app, counts, uploads } from "../../store.ts";
import { activity, noteUpload } from "./activity.ts";
import { type FlowLayout, NODE_HEIGHT, ORDER, type PlacedNode, layOut } from "./flow-layout.ts";

/** Milliseconds that the way of an upload stays lit. */
const LIT_MS = 1600;
/** Where the drawing gives way to a strip of counts. */
const NARROW = 620;

const WORDS = {
  bucket: "bucket",
  function: "function",
  collection: "collection",
  table: "table",
  queue: "queue",
} as const;

const HELD = {
  bucket: "objects",
  function: "invocations in 24 hours",
  collection: "faces",
  table: "items",
  queue: "messages",
} as const;

/** The stack as it is: each part with its count and its last event, and the way of an upload through it. */
export function Flow() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const resized = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (box.current !== null) resized.observe(box.current);
    return () => resized.disconnect();
  }, []);
  const latest = uploads.value[0];
  useEffect(() => {
    if (activity.value.size === 0 && latest !== undefined) noteUpload(latest, latest.at + latest.ms);
  }, [latest]);
  const drawn = app.value;
  const layout = useMemo(() => (drawn === undefined || width === 0 ? undefined : layOut(drawn, width)), [drawn, width]);
  return (
    <section class="panel flow" aria-label="The app that runs">
      <div ref={box}>
        {drawn === undefined ? (
          <div class="flow-waiting" />
        ) : drawn.nodes.length === 0 ? (
          <Empty title="Nothing is deployed yet">Deploy a stack: what it holds is drawn here.</Empty>
        ) : layout === undefined ? null : width < NARROW ? (
          <Strip nodes={drawn.nodes} />
        ) : (
          <Drawing layout={layout} />
        )}
      </div>
    </section>
  );
}

function Drawing({ layout }: { readonly layout: FlowLayout }) {
  const { nodes, edges, height, nodeWidth } = layout;
  const [, setNow] = useState(0);
  const last = Math.max(0, ...[...activity.value.values()].map(({ at }) => at));
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), LIT_MS + 50);
    return () => clearTimeout(timer);
  }, [last]);
  const isLit = (id: string): boolean => Date.now() - (activity.value.get(id)?.at ?? 0) < LIT_MS;
  return (
    <div class="flow-drawing" style={{ height: `${height}px` }}>
      <svg aria-hidden="true" width="100%" height={height}>
        {edges.map(({ from, to, kind }) => (
          <path
            key={`${from.id} ${to.id}`}
            class="flow-edge"
            data-kind={kind}
            data-lit={isLit(from.id) && isLit(to.id)}
            d={edgePath(from, to, nodeWidth)}
          />
        ))}
      </svg>
      <ul>
        {nodes.map((node) => (
          <li key={node.id} style={{ left: `${node.x}px`, top: `${node.y}px`, width: `${nodeWidth}px` }}>
            <FlowNode node={node} isLit={isLit(node.id)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function FlowNode({ node, isLit }: { readonly node: App["nodes"][number]; readonly isLit: boolean }) {
  const { id, kind, name } = node;
  const last = activity.value.get(id);
  const count = counts.value[id];
  return (
    <a class="flow-node" data-lit={isLit} data-kind={kind} href={link(VIEW_OF[kind], name)}>
      <span class="flow-line">
        <span class="dim small">{WORDS[kind]}</span>
        {count === undefined ? null : (
          <span class="flow-count" title={HELD[kind]}>
            {count.count.toLocaleString("en")}
            {count.more ? "+" : ""} <span class="unseen">{HELD[kind]}</span>
          </span>
        )}
      </span>
      <span class="flow-name" title={name}>
        {name}
      </span>
      <span class="flow-last small dim">
        {last === undefined ? (
          "–"
        ) : (
          <>
            {last.text} · <Ago at={last.at} />
          </>
        )}
      </span>
    </a>
  );
}

const VIEW_OF = {
  bucket: "buckets",
  function: "functions",
  collection: "people",
  table: "tables",
  queue: "queues",
} as const;

function Strip({ nodes }: { readonly nodes: App["nodes"] }) {
  return (
    <ul class="flow-strip">
      {inOrder(nodes).map(({ id, kind, name }) => (
        <li key={id}>
          <a href={link(VIEW_OF[kind], name)}>
            <span class="dim small">{WORDS[kind]}</span> <strong>{counts.value[id]?.count ?? ""}</strong>
            <span class="flow-name">{name}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function inOrder(nodes: App["nodes"]): App["nodes"] {
  return nodes.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function edgePath(from: PlacedNode, to: PlacedNode, width: number): string {
  const [x1, y1] = [from.x + width, from.y + NODE_HEIGHT / 2];
  const [x2, y2] = [to.x, to.y + NODE_HEIGHT / 2];
  const bend = Math.max(24, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
