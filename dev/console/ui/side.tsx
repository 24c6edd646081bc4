import { useEffect, useRef } from "preact/hooks";
import { Button } from "./components/button.tsx";
import { connection } from "./live.ts";
import { link } from "./router.ts";
import { counts } from "./store.ts";
import { theme, turnTheme } from "./theme.ts";
import { VIEWS } from "./views/views.tsx";

const GROUPS = ["See", "AWS", "Operate"] as const;

/** Where one can go. */
export function Side({ view }: { readonly view: string }) {
  const side = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow screen the list is a strip, of which the view's own name may lie outside.
    const current = side.current?.querySelector('[aria-current="page"]');
    current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [view]);
  return (
    <header ref={side} class="side">
      <a class="brand" href={link("")}>
        <img src="console/icon.svg" alt="Doppelface: home" />
        <span aria-hidden="true">Doppelface</span>
      </a>
      <nav class="nav" aria-label="Views">
        {GROUPS.map((group) => (
          <div key={group}>
            <h2>{group}</h2>
            <ul>
              {VIEWS.filter((entry) => entry.group === group).map(({ name, title, kind }) => (
                <li key={name}>
                  <a href={link(name)} aria-current={name === view ? "page" : undefined}>
                    {title}
                    {kind === undefined ? null : <Count kind={kind} />}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div class="side-foot">
        <Button onPress={turnTheme}>{theme.value === "auto" ? "Theme: system" : `Theme: ${theme.value}`}</Button>
        <div class="status" data-state={connection.value} title={STATES[connection.value]}>
          <span>{STATES[connection.value]}</span>
        </div>
      </div>
    </header>
  );
}

const STATES = { connecting: "connecting", live: "live", lost: "not connected" };

function Count({ kind }: { readonly kind: string }) {
  const found = Object.entries(counts.value).filter(([id]) => id.startsWith(`${kind}:`));
  if (found.length === 0) return null;
  const sum = found.reduce((total, [, { count }]) => total + count, 0);
  return (
    <span class="dim small">
      {sum.toLocaleString("en")}
      {found.some(([, { more }]) => more) ? "+" : ""}
    </span>
  );
}
