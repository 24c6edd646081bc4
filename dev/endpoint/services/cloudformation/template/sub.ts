/** A piece of an `Fn::Sub` text. */
export type SubPart = { readonly literal: string } | { readonly variable: string };

/** Splits an `Fn::Sub` text at its `${Name}`; `${!Name}` stays as the text `${Name}`. */
export function splitSub(text: string): SubPart[] {
  const parts: SubPart[] = [];
  let at = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    parts.push({ literal: text.slice(at, match.index) });
    const name = (match[1] ?? "").trim();
    parts.push(name.startsWith("!") ? { literal: `\${${name.slice(1)}}` } : { variable: name });
    at = match.index + match[0].length;
  }
  parts.push({ literal: text.slice(at) });
  return parts.filter((part) => !("literal" in part) || part.literal !== "");
}
