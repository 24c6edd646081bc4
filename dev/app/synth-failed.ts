/** An app made no stacks; the message says why, in its own text where it has one, and what to do. */
export class SynthFailed extends Error {
  override readonly name = "SynthFailed";
}
