/** Largest page of the listings. */
const MOST = 4096;

/** Entries of a page; AWS documents no default, and nothing for 0, which the model allows: the largest page here. */
export function pageSize(maxResults: number | undefined): number {
  return maxResults === undefined || maxResults === 0 ? MOST : maxResults;
}
