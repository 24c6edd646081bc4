// "Right pad the shorter value with zeros, and then do a lexicographic comparison" (S3 user guide,
// event message structure). Published ones have 16 to 18 digits; the padding is to a width
// that leaves room, so that stored ones compare without padding.
const WIDTH = 32;

/** What S3 may send as a sequencer. */
export const SEQUENCER = /^[0-9A-Fa-f]{1,32}$/;

/** The form in which two sequencers of one key compare as strings: 32 upper-case hex digits. */
export function padSequencer(sequencer: string): string {
  return sequencer.toUpperCase().padEnd(WIDTH, "0");
}

/** Whether the event with sequencer `a` happened after the one with `b`, both of the same key. */
export function isNewer(a: string, b: string): boolean {
  return padSequencer(a) > padSequencer(b);
}
