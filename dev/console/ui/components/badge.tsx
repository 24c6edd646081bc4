import type { Outcome } from "../outcome.ts";

/** An outcome as a coloured word; the colour says nothing that the word does not. */
export function Badge({ tone, text }: Outcome) {
  return (
    <span class="badge" data-tone={tone}>
      {text}
    </span>
  );
}
