import type { Bus } from "../trace/bus.ts";
import type { FaceModel } from "./model/face-model.ts";

/** The face model, made at the first call that needs it: an idle environment stays small. */
export class LazyFaceModel {
  readonly #bus: Bus;
  #model: Promise<FaceModel> | undefined;
  #loading: Promise<void> | undefined;

  /** `given` stands in for the local engine, and is not loaded before it is needed either. */
  constructor(bus: Bus, given?: FaceModel) {
    this.#bus = bus;
    this.#model = given === undefined ? undefined : Promise.resolve(given);
  }

  /** The engine without its nets: its version, and comparing vectors. */
  engine(): Promise<FaceModel> {
    if (this.#model === undefined) {
      const model = makeLocal();
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

async function makeLocal(): Promise<FaceModel> {
  const { LocalFaceModel } = await import("./model/local-face-model.ts");
  return new LocalFaceModel();
}
