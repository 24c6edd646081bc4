import { useEffect, useRef, useState } from "preact/hooks";
import { Announcer } from "./announcer.tsx";
import { Confirm } from "./components/confirm.tsx";
import { link, route } from "./router.ts";
import { Side } from "./side.tsx";
import { toasts } from "./store.ts";
import { takeDrops, targetBucket, targetOfDrops } from "./uploading.ts";
import { VIEWS } from "./views/views.tsx";

/** The whole page: where to go, the view, what is told, and what is dropped. */
export function App() {
  const { view, parts } = route.value;
  const [isOver, setOver] = useState(false);
  useEffect(() => takeDrops(setOver), []);
  const found = VIEWS.find(({ name }) => name === view);
  const title = found?.title ?? "Not found";
  useEffect(() => {
    document.title = [...parts.slice(-1), title, "Doppelface"].join(" · ");
  }, [title, parts.join("/")]);
  const isFirst = useRef(true);
  useEffect(() => {
    // Who opens a view by the keyboard goes on in it; who loads the page begins at its top.
    if (!isFirst.current) document.getElementById("main")?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [view]);
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={focusMain}>
        Skip to the content
      </a>
      <Side view={view} />
      <main id="main" class="main" tabIndex={-1}>
        {found === undefined ? <NotFound /> : <found.View key={view} parts={parts} />}
      </main>
      <div class="toasts" role="status" aria-live="polite">
        {toasts.value.map(({ id, kind, text }) => (
          <div key={id} class="toast" data-kind={kind}>
            {text}
          </div>
        ))}
      </div>
      <Announcer />
      <Confirm />
      {isOver ? (
        <div class="drop-over">
          {targetOfDrops.value?.text ?? `Drop to upload into ${targetBucket() ?? "a bucket"}`}
        </div>
      ) : null}
    </div>
  );
}

function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function NotFound() {
  return (
    <div class="view">
      <h1>There is no such page</h1>
      <p>
        <a href={link("")}>Home</a> has everything that was uploaded.
      </p>
    </div>
  );
}
