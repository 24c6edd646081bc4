/** What one check found. */
export interface Finding {
  /** Of what, in a word or two. */
  readonly check: string;
  /** `broken`: something that is needed does not work; `note`: something that is not needed, or may surprise. */
  readonly level: "ok" | "note" | "broken";
  readonly found: string;
  /** What to do. */
  readonly advice?: string;
}
