import { laidOut } from "./json-view.tsx";

/** A line of a function's log: JSON opens, laid out. */
export function LogText({ text }: { readonly text: string }) {
  if (!text.startsWith("{")) return <span class="mono">{text}</span>;
  return (
    <details class="fold">
      <summary>
        <span class="mono">{text}</span>
      </summary>
      <pre class="code" tabIndex={0}>
        {laidOut(text)}
      </pre>
    </details>
  );
}
