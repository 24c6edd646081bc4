import type { ComponentChildren } from "preact";
import type { AppNode } from "../../wire/wire.ts";
import { Empty, Panel } from "../components/panel.tsx";
import { link } from "../router.ts";
import { app, counts } from "../store.ts";

/** A view of one kind of resource: all of them at the side, one of them beside. */
export function Chooser({
  title,
  view,
  kind,
  chosen,
  none,
  children,
}: {
  readonly title: string;
  readonly view: string;
  readonly kind: AppNode["kind"];
  /** The name in the address; the first one where it has none. */
  readonly chosen: string | undefined;
  readonly none: string;
  readonly children: (name: string) => ComponentChildren;
}) {
  const names = (app.value?.nodes ?? []).filter((node) => node.kind === kind).map(({ name }) => name);
  // One that no stack holds can be looked at too, by its address.
  const name = chosen ?? names[0];
  return (
    <div class="view">
      <h1>{title}</h1>
      {name === undefined ? (
        <Panel>{app.value === undefined ? <Empty title="Reading …" /> : <Empty title={none} />}</Panel>
      ) : (
        <div class={names.length > 1 ? "split" : "view"}>
          {names.length > 1 ? (
            <nav class="panel" aria-label={title}>
              <ul class="list">
                {names.map((one) => (
                  <li key={one}>
                    <a href={link(view, one)} aria-current={one === name ? "true" : undefined}>
                      {one}
                      <span class="dim small">{counts.value[`${kind}:${one}`]?.count}</span>
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          ) : null}
          <div class="view" key={name}>
            {children(name)}
          </div>
        </div>
      )}
    </div>
  );
}
