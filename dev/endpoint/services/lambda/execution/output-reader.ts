import { END_FRAME, FRAME_HEADER } from "../runtime/frames.ts";

/** What an environment writes, as it is read. */
export interface OutputListener {
  /** One log event. `timestamp` in epoch milliseconds. */
  line(text: string, timestamp: number): void;
  /** All output of the phase that ends has been read. */
  end(): void;
}

const MAGIC = [0xa5, 0x5a, 0x00];
/** The last byte of a type tells the level and the form of a line, which awslambdaric sets. */
const ANY_FRAME = END_FRAME >>> 8;
/** Most bytes of raw text that wait for their line feed; then what there is becomes a log event. */
const LONGEST_LINE = 1 << 18;
/** Most bytes of a frame: what a handler logs at once. */
const LONGEST_FRAME = 1 << 28;

/** Cuts a stream of raw text and frames (see `runtime/frames.ts`) into log events: a frame or a raw line is one each. */
export class OutputReader {
  readonly #listener: OutputListener;
  #rest: Buffer[] = [];
  #size = 0;
  /** Bytes of the frame that is being read; nothing is looked at before they are there. */
  #needed = 0;

  constructor(listener: OutputListener) {
    this.#listener = listener;
  }

  /** Takes what was read from the pipe. */
  push(chunk: Buffer): void {
    this.#rest.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) return;
    this.#needed = 0;
    let data = this.#take();
    while (data.length > 0) {
      const used = startsFrame(data) ? this.#frame(data) : this.#raw(data);
      if (used === 0) break;
      data = data.subarray(used);
    }
    this.#rest = [data];
    this.#size = data.length;
  }

  /** Gives out a last line that has no line feed. */
  flush(): void {
    const data = this.#take();
    if (data.length > 0) this.#listener.line(data.toString("utf8"), Date.now());
  }

  #take(): Buffer {
    const data = this.#rest.length === 1 ? (this.#rest[0] as Buffer) : Buffer.concat(this.#rest, this.#size);
    this.#rest = [];
    this.#size = 0;
    return data;
  }

  /** Bytes used; 0 while the frame is not complete. */
  #frame(data: Buffer): number {
    if (data.length < FRAME_HEADER) return 0;
    const end = FRAME_HEADER + data.readUInt32BE(4);
    if (data.length < end) {
      this.#needed = end;
      return 0;
    }
    if (data.readUInt32BE(0) === END_FRAME) this.#listener.end();
    else {
      const timestamp = Number(data.readBigUInt64BE(8) / 1000n);
      this.#listener.line(data.toString("utf8", FRAME_HEADER, end), timestamp);
    }
    return end;
  }

  #raw(data: Buffer): number {
    const lineEnd = data.indexOf(10);
    const frame = frameAt(data);
    if (frame > 0 && (lineEnd < 0 || frame < lineEnd)) {
      this.#listener.line(data.toString("utf8", 0, frame), Date.now());
      return frame;
    }
    if (lineEnd < 0 && data.length > LONGEST_LINE) {
      const cut = characterStart(data, LONGEST_LINE);
      this.#listener.line(data.toString("utf8", 0, cut), Date.now());
      return cut;
    }
    if (lineEnd < 0) return 0;
    this.#listener.line(data.toString("utf8", 0, lineEnd + 1), Date.now());
    return lineEnd + 1;
  }
}

function startsFrame(data: Buffer): boolean {
  return MAGIC.every((byte, index) => index >= data.length || data[index] === byte) && isFrameType(data);
}

function isFrameType(data: Buffer): boolean {
  if (data.length < 4) return true;
  const type = data.readUInt32BE(0);
  // Of a picture that somebody writes to stdout any four bytes may be these.
  const possible = data.length < 8 || data.readUInt32BE(4) <= LONGEST_FRAME;
  return type >>> 8 === ANY_FRAME && possible;
}

/** Where the character of UTF-8 begins that `at` lies in. */
function characterStart(data: Buffer, at: number): number {
  let start = at;
  while (start > at - 4 && ((data[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}

/** 0xa5 cannot begin a character of UTF-8, so that text does not look like a frame. */
function frameAt(data: Buffer): number {
  for (let at = data.indexOf(0xa5); at >= 0; at = data.indexOf(0xa5, at + 1)) {
    if (startsFrame(data.subarray(at))) return at;
  }
  return -1;
}
