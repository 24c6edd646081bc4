/** What the quality filter asks of a face; of the local model alone. */
export interface QualityBar {
  readonly confidence: number;
  readonly sharpness: number;
  readonly brightness: number;
  readonly side: number;
  readonly turn: number;
}
