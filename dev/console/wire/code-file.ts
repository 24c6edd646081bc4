/** A file of a function's package. */
export interface CodeFile {
  readonly path: string;
  readonly size: number;
  /** Undefined for what is no text, or too long. */
  readonly text: string | undefined;
}
