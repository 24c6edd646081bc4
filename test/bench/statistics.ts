/** Where a set of samples lies. */
export interface Summary {
  readonly n: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
}

/** Quantiles by the nearest rank, so that each is a sample that was really seen. Throws where there is none. */
export function summarise(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const sample = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    if (sample === undefined) throw new Error("A measurement has no samples: the benchmark measured nothing.");
    return sample;
  };
  return { n: sorted.length, median: at(0.5), p95: at(0.95), p99: at(0.99) };
}
