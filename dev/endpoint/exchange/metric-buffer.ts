/** What was measured of one metric: one value, or one taken several times over. */
export interface Measurement {
  readonly account: string;
  readonly region: string;
  /** `AWS/Lambda`, or a name of the function's own. */
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** As CloudWatch names it, `None` where there is none. */
  readonly unit: string;
  readonly value: number;
  /** How often the value was measured, 1 for most. */
  readonly count: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Where services put what they measure, without waiting: CloudWatch takes it from here, within a second and before it
 * answers a question. What was put in the last second before the process is killed is lost.
 */
export class MetricBuffer {
  #waiting: Measurement[] = [];
  readonly #sources: (() => Promise<void>)[] = [];
  #arrived: () => void = () => undefined;

  put(...measurements: Measurement[]): void {
    if (measurements.length === 0) return;
    this.#waiting.push(...measurements);
    this.#arrived();
  }

  /** Has `source` put what it measures only now and then, such as a level, whenever CloudWatch takes what waits. */
  addSource(source: () => Promise<void>): void {
    this.#sources.push(source);
  }

  /** Asks the sources, and takes out all that waits. */
  async collect(): Promise<Measurement[]> {
    for (const source of this.#sources) await source();
    return this.#waiting.splice(0);
  }

  /** Calls `listener` whenever something was put. There is one listener. */
  onArrival(listener: () => void): void {
    this.#arrived = listener;
  }
}
