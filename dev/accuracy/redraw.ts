/** Sets of people that are drawn to see how much a number depends on who was in the collection. */
const SETS = 1000;
const SEED = 0x5eed;

/**
 * Draws people with replacement and hears of each drawn set how often each person is in it. The same number of people
 * gives the same sets.
 */
export function redraw<Result>(people: number, measure: (times: Uint16Array) => Result): Result[] {
  const random = numbers(SEED);
  const times = new Uint16Array(people);
  return Array.from({ length: SETS }, () => {
    times.fill(0);
    for (let drawn = 0; drawn < people; drawn++) {
      const person = Math.floor(random() * people);
      times[person] = (times[person] ?? 0) + 1;
    }
    return measure(times);
  });
}

/** Numbers of 0 up to 1 by mulberry32 (public domain, T. Ettinger). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
