/** Frame types on file descriptor 1, big-endian. The first is that of Lambda's telemetry, the second is our own. */
export const TEXT_FRAME = 0xa55a0003;
/** Frame that says: all output of the invocation (or of the init phase) stands before this. */
export const END_FRAME = 0xa55a00ee;
/** Bytes of type, length of the message, and microseconds since the epoch. */
export const FRAME_HEADER = 16;
