type Kind = "read" | "write";

interface Lane {
  kind: Kind | undefined;
  running: number;
  readonly waiting: { kind: Kind; go: () => void }[];
}

/**
 * Lets the calls of one collection through in groups: reads beside reads, writes beside writes. While answers are
 * recorded no search may be under way during an IndexFaces, since nobody could tell which faces it has seen.
 */
export class Gate {
  readonly #lanes = new Map<string, Lane>();

  /** Runs work once nothing of the other kind runs in the same lane. */
  async pass<Result>(name: string, kind: Kind, work: () => Promise<Result>): Promise<Result> {
    const lane = this.#lanes.get(name) ?? { kind: undefined, running: 0, waiting: [] };
    this.#lanes.set(name, lane);
    if (lane.running > 0 && (lane.kind !== kind || lane.waiting.length > 0)) {
      await new Promise<void>((go) => lane.waiting.push({ kind, go }));
    } else {
      lane.kind = kind;
      lane.running++;
    }
    try {
      return await work();
    } finally {
      lane.running--;
      if (lane.running === 0) this.#next(name, lane);
    }
  }

  #next(name: string, lane: Lane): void {
    const kind = lane.waiting[0]?.kind;
    if (kind === undefined) return void this.#lanes.delete(name);
    lane.kind = kind;
    while (lane.waiting[0]?.kind === kind) {
      lane.running++;
      lane.waiting.shift()?.go();
    }
  }
}
