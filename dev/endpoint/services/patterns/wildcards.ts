/** One place of a pattern: a character, any character, or any number of them (within a segment of an ARN: no colon). */
export type Place = { readonly is: string } | { readonly any: "one" | "many" | "many but colons" };

/**
 * Tells whether a text is what the places say from end to end. It takes time in proportion to both lengths: a regular
 * expression with six stars needs minutes for a hundred characters that almost match.
 */
export function placesMatcher(places: readonly Place[]): (text: string) => boolean {
  const firstWild = places.findIndex((place) => "any" in place);
  const prefix = places
    .slice(0, firstWild < 0 ? places.length : firstWild)
    .map((place) => ("is" in place ? place.is : ""))
    .join("");
  if (firstWild < 0) return (text) => text === prefix;
  const rest = places.slice(firstWild);
  return (text) => text.startsWith(prefix) && isMatch(rest, text.slice(prefix.length));
}

/** Goes through the text once, with all places at which the pattern can be by then. */
function isMatch(places: readonly Place[], text: string): boolean {
  const reachedAt = new Int32Array(places.length + 1).fill(-1);
  let step = 0;
  let next: number[] = [];
  const reach = (at: number): void => {
    if (reachedAt[at] === step) return;
    reachedAt[at] = step;
    next.push(at);
    // A star may stand for nothing.
    if (isMany(places[at])) reach(at + 1);
  };
  reach(0);
  for (const character of text) {
    const current = next;
    next = [];
    step++;
    for (const at of current) {
      const place = places[at];
      if (place === undefined || !takes(place, character)) continue;
      if (at === places.length - 1 && "any" in place && place.any === "many") return true;
      reach(isMany(place) ? at : at + 1);
    }
    if (next.length === 0) return false;
  }
  return reachedAt[places.length] === step;
}

function isMany(place: Place | undefined): boolean {
  return place !== undefined && "any" in place && place.any !== "one";
}

function takes(place: Place, character: string): boolean {
  return "is" in place ? place.is === character : place.any !== "many but colons" || character !== ":";
}
