import { Badge } from "./badge.tsx";
import { laidOut } from "./json-view.tsx";

interface Line {
  readonly level?: unknown;
  readonly message?: unknown;
  readonly _aws?: unknown;
}

/** A line of a function's log: of JSON its level and message stand first, and the rest opens, laid out. */
export function LogText({ text }: { readonly text: string }) {
  const line = parsed(text);
  if (line === undefined) return <span class="mono">{text}</span>;
  const said = messageOf(line);
  return (
    <details class="fold">
      <summary>
        {said === undefined ? null : <strong>{said} </strong>}
        {typeof line.level === "string" ? <Badge tone={toneOf(line.level)} text={line.level} /> : null}{" "}
        <span class="mono dim log-rest">{text}</span>
      </summary>
      <pre class="code" tabIndex={0}>
        {laidOut(text)}
      </pre>
    </details>
  );
}

function parsed(text: string): Line | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

/** Metrics in the embedded form of CloudWatch have no message: they are the values beside it. */
function messageOf({ message, _aws, ...rest }: Line): string | undefined {
  if (typeof message === "string") return message;
  if (_aws === undefined) return undefined;
  const values = Object.entries(rest).filter(([, value]) => typeof value === "number");
  return `metrics: ${values.map(([name, value]) => `${name} ${String(value)}`).join(", ")}`;
}

function toneOf(level: string): "bad" | "warn" | "plain" {
  if (/^(error|critical|fatal)$/i.test(level)) return "bad";
  return /^warn/i.test(level) ? "warn" : "plain";
}
