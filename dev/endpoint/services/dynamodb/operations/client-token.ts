import { ServiceError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import type { Dynamodb } from "../context.ts";

interface TokenInput {
  readonly ClientRequestToken?: string;
  /** Of what a token must not change. */
  readonly hash: string;
}

/** How long a client token is remembered, in milliseconds. */
const TOKEN_MS = 600_000;

/** Tells whether this very transaction was done before; remembers it if not. */
export function isKnownToken({ host }: Dynamodb, input: TokenInput, call: Call): boolean {
  const token = input.ClientRequestToken;
  if (token === undefined) return false;
  const { state } = host;
  const now = Date.now();
  state.sql("DELETE FROM dynamodb_token WHERE at<?").run(now - TOKEN_MS);
  const known = state
    .sql("SELECT hash FROM dynamodb_token WHERE account=? AND region=? AND token=?")
    .get(call.caller.account, call.region, token);
  if (known !== undefined && known["hash"] !== input.hash) {
    throw new ServiceError(
      "IdempotentParameterMismatchException",
      "The client token was used with another request: use a new token for it",
    );
  }
  if (known !== undefined) return true;
  state
    .sql("INSERT INTO dynamodb_token(account, region, token, hash, at) VALUES(?, ?, ?, ?, ?)")
    .run(call.caller.account, call.region, token, input.hash, now);
  return false;
}
