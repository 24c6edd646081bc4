import type { ComponentChildren } from "preact";

/** A part of a view, with its heading. */
export function Panel({
  title,
  side,
  children,
  flush = false,
}: {
  readonly title?: ComponentChildren;
  /** Stands at the other end of the heading's line. */
  readonly side?: ComponentChildren;
  readonly children: ComponentChildren;
  /** Without padding, for tables and lists. */
  readonly flush?: boolean;
}) {
  return (
    <section class="panel">
      {title === undefined ? null : (
        <div class="panel-head">
          <h2>{title}</h2>
          {side}
        </div>
      )}
      {flush ? children : <div class="panel-body">{children}</div>}
    </section>
  );
}

/** What stands where there is nothing yet: why, and what to do. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** What went wrong. */
export function Trouble({ text }: { readonly text: string }) {
  return (
    <p class="trouble" role="alert">
      {text}
    </p>
  );
}
