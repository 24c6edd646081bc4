import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** A field for a filter, which is asked for when it is sent off. */
export function FilterForm({
  label,
  example,
  ask,
  children,
}: {
  /** For screen readers. */
  readonly label: string;
  readonly example: string;
  /** Told the filter; empty for none. */
  readonly ask: (filter: string) => void;
  /** Stands beside the button. */
  readonly children?: ComponentChildren;
}) {
  const [words, setWords] = useState("");
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        ask(words);
      }}
    >
      <label class="field">
        <span class="unseen">{label}</span>
        <input
          class="input mono"
          type="search"
          placeholder={example}
          value={words}
          onInput={({ currentTarget }) => {
            setWords(currentTarget.value);
            // The cross of the field empties it: what it filtered is asked for again.
            if (currentTarget.value === "") ask("");
          }}
        />
      </label>
      <button type="submit" class="button">
        Filter
      </button>
      {children}
    </form>
  );
}
