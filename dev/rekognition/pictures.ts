import type { Call } from "../endpoint/service.ts";
import { imageTooLarge, invalidImageFormat, invalidParameters, noImageSource } from "./errors.ts";
import type { LazyFaceModel } from "./lazy-face-model.ts";
import { type AnalyseOptions, type Analysis, type FaceModel, PictureError } from "./model/face-model.ts";
import type { PictureSource, S3Object } from "./picture-source.ts";
import type { Turns } from "./turns.ts";

/** A picture in a request: base64 or an object in S3. */
export interface Image {
  readonly Bytes?: string;
  readonly S3Object?: S3Object;
}

/** A picture that was looked at. */
export interface Seen extends Analysis {
  readonly model: FaceModel;
}

/** Fetches the pictures of requests and has the model look at them. */
export class Pictures {
  readonly #source: PictureSource;
  readonly #model: LazyFaceModel;
  readonly #turns: Turns;
  readonly #spent = new WeakMap<Call, number>();

  constructor(source: PictureSource, model: LazyFaceModel, turns: Turns) {
    this.#source = source;
    this.#model = model;
    this.#turns = turns;
  }

  /**
   * Throws ServiceError in Rekognition's words for what lies in the request, in S3 or in the picture, and where too many
   * calls wait already.
   */
  look(image: Image, options: AnalyseOptions, call: Call): Promise<Seen> {
    return this.#turns.take(image.Bytes?.length ?? 0, () => this.#look(image, options, call));
  }

  async #look(image: Image, options: AnalyseOptions, call: Call): Promise<Seen> {
    const bytes = await this.#fetch(image, call);
    const model = await this.#model.loaded();
    const startedAt = performance.now();
    try {
      return { ...(await model.analyse(bytes, options)), model };
    } catch (error) {
      throw error instanceof PictureError ? inRekognitionsWords(error) : error;
    } finally {
      this.#spent.set(call, this.modelMs(call) + performance.now() - startedAt);
    }
  }

  /** Milliseconds that a call has spent in the model, its waiting for other calls included. */
  modelMs(call: Call): number {
    return this.#spent.get(call) ?? 0;
  }

  async #fetch({ Bytes, S3Object }: Image, call: Call): Promise<Uint8Array> {
    if ((Bytes === undefined) === (S3Object === undefined)) throw noImageSource();
    return Bytes === undefined ? this.#source.read(S3Object ?? {}, call) : Buffer.from(Bytes, "base64");
  }
}

function inRekognitionsWords(error: PictureError): Error {
  switch (error.code) {
    case "UnsupportedFormat":
    case "Undecodable":
      return invalidImageFormat(error);
    case "TooSmall":
      return invalidParameters(error);
    case "TooLarge":
      return imageTooLarge(error);
  }
}
