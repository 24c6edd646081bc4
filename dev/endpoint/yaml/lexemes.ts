/** What the package's lexer puts before a scalar. */
const SCALAR = "\u001F";

/**
 * The lexemes of a YAML text as AWS's parser has them: a `-` right before a comma or a bracket is a text, as in
 * `!Split [-, a-b]`, where the package's lexer sees a list that begins in the wrong place.
 */
export function withDashes(lexemes: readonly string[]): string[] {
  const read: string[] = [];
  let depth = 0;
  for (let at = 0; at < lexemes.length; at++) {
    const lexeme = lexemes[at] ?? "";
    if (lexeme === "[" || lexeme === "{") depth++;
    if (lexeme === "]" || lexeme === "}") depth--;
    // Before a comma the lexer sees an empty scalar, which the list would have for its entry.
    const next = lexemes[at + 1] === SCALAR && lexemes[at + 2] === "" ? at + 3 : at + 1;
    if (lexeme !== "-" || depth === 0 || !/^[,\]}]$/.test(lexemes[next] ?? "")) read.push(lexeme);
    else {
      read.push(SCALAR, lexeme);
      at = next - 1;
    }
  }
  return read;
}
