/** JSON, laid out to be read. What is none is shown as it is. */
export function JsonView({ text }: { readonly text: string }) {
  return (
    <pre class="code" tabIndex={0}>
      {laidOut(text)}
    </pre>
  );
}

/** JSON with a member a line; as it is where it is none. */
export function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
