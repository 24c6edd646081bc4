/** The name among some that a misspelt one most likely stands for; undefined where none is near. */
export function similarName(misspelt: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(misspelt.length / 3));
  const [nearest] = names
    .map((name) => ({ name, distance: distanceOf(misspelt, name) }))
    .filter(({ name, distance }) => distance <= most || (misspelt.length > 2 && name.startsWith(misspelt)))
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.name;
}

/** How many letters have to be added, left out, replaced, or swapped with their neighbour (optimal string alignment). */
function distanceOf(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(at(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
}
