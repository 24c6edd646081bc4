/** 22 of `nodejs22.x` or `AWS_Lambda_nodejs22.x`; the Node at hand may be newer. */
export function majorOf(identifier: string): number {
  return Number(/nodejs(\d+)/.exec(identifier)?.[1] ?? 24);
}
