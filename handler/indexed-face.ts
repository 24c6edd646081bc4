/** A face that stands in the collection. */
export interface IndexedFace {
  readonly faceId: string;
  /** Ratios of the upright image's width and height; may lie beyond the edge. */
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  /** Percent. */
  readonly confidence: number;
  readonly modelVersion: string | undefined;
}
