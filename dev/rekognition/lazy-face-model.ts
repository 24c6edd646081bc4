import type { Bus } from "../trace/bus.ts";
import type { FaceModel } from "./model/face-model.ts";
import type { EmbedderChoice } from "./model/given/embedder.ts";

/** The face model, made at the first call that needs it: an idle environment stays small. */
export class LazyFaceModel {
  readonly #bus: Bus;
  readonly #choice: EmbedderChoice | undefined;
  #model: Promise<FaceModel> | undefined;
  #loading: Promise<void> | undefined;

  /**
   * `model` stands in for the local engine, and is not loaded before it is needed either; `embedder` makes the vectors
   * in place of the local engine's own net.
   */
  constructor(
    bus: Bus,
    {
      model,
      embedder,
    }: { readonly model?: FaceModel | undefined; readonly embedder?: EmbedderChoice | undefined } = {},
  ) {
    this.#bus = bus;
    this.#choice = embedder;
    this.#model = model === undefined ? undefined : Promise.resolve(model);
  }

  /** The engine without its nets: its version, and comparing vectors. */
  engine(): Promise<FaceModel> {
    if (this.#model === undefined) {
      const model = this.#makeLocal();
      this.#model = model;
      // What is missing may be put there meanwhile: the next call tries again.
      model.catch(() => (this.#model = undefined));
    }
    return this.#model;
  }

  /** The engine with its nets; the first call tells the bus when it starts to load them and when it has. */
  async loaded(): Promise<FaceModel> {
    const model = await this.engine();
    this.#loading ??= this.#load(model);
    await this.#loading;
    return model;
  }

  /** Ends the engine if it was made. */
  async close(): Promise<void> {
    // One that could not be made has nothing to end.
    const model = await this.#model?.catch(() => undefined);
    await model?.close();
  }

  async #makeLocal(): Promise<FaceModel> {
    const { LocalFaceModel } = await import("./model/local-face-model.ts");
    if (this.#choice === undefined) return new LocalFaceModel();
    const { readEmbedder } = await import("./model/given/embedder.ts");
    const given = await readEmbedder(this.#choice);
    if (!given.isCalibrated) this.#bus.dispatch({ type: "notice", message: uncalibrated(given.path) });
    return new LocalFaceModel({ given });
  }

  async #load(model: FaceModel): Promise<void> {
    const startedAt = performance.now();
    this.#bus.dispatch({ type: "modelLoading" });
    try {
      await model.load();
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
    this.#bus.dispatch({ type: "modelLoaded", ms: performance.now() - startedAt });
  }
}

function uncalibrated(path: string): string {
  return (
    `Similarity by the embedder ${path} is a guess until its curve is found on photographs: ` +
    "doppelface accuracy DIR --embedder FILE --calibrate."
  );
}
