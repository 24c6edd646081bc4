/** One member of a request beside the same member of a recording; undefined where it is absent. */
export interface ComparedLine {
  readonly name: string;
  readonly recorded: string | undefined;
  readonly asked: string | undefined;
}

/** The recording that differs least from a request, with every line of both. It explains; it never answers. */
export interface Nearest {
  readonly file: string;
  readonly lines: readonly ComparedLine[];
}
