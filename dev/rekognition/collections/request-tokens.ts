import { createHash } from "node:crypto";
import type { State } from "../../endpoint/state/state.ts";
import { tokenInUse } from "../errors.ts";
import type { Owner } from "./collection-store.ts";

/** How long a token is remembered, in milliseconds; for how long AWS does is not documented. */
const REMEMBERED = 3_600_000;

/** A request that must not be done twice. */
export interface Request {
  readonly owner: Owner;
  readonly operation: string;
  /** Its input, a ClientRequestToken in it or not. */
  readonly input: { readonly ClientRequestToken?: string };
}

/** Answers a request whose ClientRequestToken was seen before as it was answered then. */
export class RequestTokens {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /**
   * Does the work, unless the request was done already, then gives its answer again. Inside `State.write`, so that
   * the token is kept only if the work is. Throws IdempotentParameterMismatchException where it came with another
   * input.
   */
  once<Output>({ owner, operation, input }: Request, now: number, work: () => Output): Output {
    const { ClientRequestToken: token, ...rest } = input;
    if (token === undefined) return work();
    this.#state.sql("DELETE FROM rekognition_request WHERE at < ?").run(now - REMEMBERED);
    // The parser builds every input in the order of the service model, so equal inputs have equal texts.
    const digest = createHash("sha256").update(JSON.stringify(rest)).digest("hex");
    const key = [owner.account, owner.region, operation, token] as const;
    const seen = this.#state
      .sql(
        `SELECT input, output FROM rekognition_request
         WHERE account = ? AND region = ? AND operation = ? AND token = ?`,
      )
      .get(...key);
    if (seen !== undefined) {
      if (seen["input"] !== digest) throw tokenInUse(token);
      return JSON.parse(String(seen["output"])) as Output;
    }
    const output = work();
    this.#state
      .sql("INSERT INTO rekognition_request VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(...key, digest, JSON.stringify(output), now);
    return output;
  }
}
