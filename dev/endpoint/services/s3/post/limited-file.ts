import { type Readable, Transform, type TransformCallback, pipeline } from "node:stream";
import { S3Error } from "../errors.ts";
import type { SizeLimits } from "./check-policy.ts";

/**
 * The file of a form, as far as its policy lets it be. What is too much is read and not passed on, since S3 names the
 * size of the whole. Fails with `EntityTooSmall` or `EntityTooLarge` at its end.
 */
export function limitedFile(file: Readable, limits: SizeLimits): Readable {
  // The error is delivered by the last; pipeline only has to destroy both.
  return pipeline(file, new SizeCheck(limits), () => undefined);
}

class SizeCheck extends Transform {
  readonly #limits: SizeLimits;
  #size = 0;

  constructor(limits: SizeLimits) {
    super();
    this.#limits = limits;
  }

  override _transform(data: Buffer, _encoding: string, done: TransformCallback): void {
    this.#size += data.length;
    if (this.#size <= this.#limits.most) done(null, data);
    else done();
  }

  override _flush(done: TransformCallback): void {
    done(this.#refusal());
  }

  #refusal(): S3Error | null {
    const [ProposedSize, { least, most }] = [this.#size, this.#limits];
    if (ProposedSize < least) {
      return wrongSize("EntityTooSmall", "is smaller than the minimum", { ProposedSize, MinSizeAllowed: least });
    }
    if (ProposedSize <= most) return null;
    return wrongSize("EntityTooLarge", "exceeds the maximum", { ProposedSize, MaxSizeAllowed: most });
  }
}

function wrongSize(code: string, what: string, members: Record<string, number>): S3Error {
  return new S3Error(code, `Your proposed upload ${what} allowed size`, { members });
}
