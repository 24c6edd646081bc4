/** Parses an expression; what it throws for bad grammar says where. */
export type Parse = (text: string, options: object) => unknown;

/** Most bytes of an expression, as it is sent (measured on AWS in nubo-db/dynoxide#146). */
const MOST_BYTES = 4096;

/**
 * Gives a parser AWS's limit on the size of an expression, and AWS's words for a syntax error: the token that was not
 * expected, and it with its neighbours. Seen on AWS for the condition `foo`: `token: "<EOF>", near: "foo"`.
 */
export function boundedParse(parse: Parse): Parse {
  return (text, options) => {
    const size = Buffer.byteLength(text);
    if (size > MOST_BYTES) {
      throw new Error(`Expression size has exceeded the maximum allowed size; expression size: ${size}`);
    }
    try {
      return parse(text, options);
    } catch (error) {
      if (error instanceof RangeError) throw new Error("The expression is nested too deeply", { cause: error });
      const offset = offsetOf(error);
      if (error instanceof Error && offset !== undefined) error.message = describe(text, offset);
      throw error;
    }
  };
}

/** `#name`, `:value`, names, numbers and what stands for itself. */
const TOKEN = /[#:]?[A-Za-z_][\w]*|[#:]|\d+|<>|<=|>=|\S/g;

function describe(text: string, offset: number): string {
  const tokens = [...text.matchAll(TOKEN)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  const at = tokens.findIndex((token) => token.end > offset);
  const position = at < 0 ? tokens.length : at;
  const first = tokens[Math.max(position - 1, 0)];
  const last = tokens[Math.min(position + 1, tokens.length - 1)];
  const near = first === undefined || last === undefined ? "" : text.slice(first.start, last.end);
  return `token: "${tokens[position]?.text ?? "<EOF>"}", near: "${near}"`;
}

function offsetOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || error.name !== "SyntaxError" || !("location" in error)) return undefined;
  const { location } = error as { location?: { start?: { offset?: unknown } } };
  return typeof location?.start?.offset === "number" ? location.start.offset : undefined;
}
