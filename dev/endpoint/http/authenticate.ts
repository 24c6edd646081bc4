import type { Readable } from "node:stream";
import type { Bus } from "../../trace/bus.ts";
import type { Credentials } from "../identity/credentials.ts";
import { ServiceError } from "../errors.ts";
import { WholeBody, readBody } from "./protocol/body.ts";
import { type Payload, decodePayload } from "./protocol/payload.ts";
import { checkForm } from "./protocol/check-form.ts";
import { type Signature, type SignedRequest, checkSignature, equal, sha256 } from "./protocol/sigv4.ts";
import type { Caller } from "../identity/caller.ts";
import type { OlderSignature } from "../service.ts";

/** Largest body that is held in memory to check a signature over it. */
const HELD_BODY = 64 << 20;

/** Who calls, and the body without its framing. */
export interface Authenticated extends Payload {
  readonly caller: Caller;
}

/**
 * Checks the signature of a request. Keys that the endpoint did not hand out (a developer's own profile) are taken as
 * the default account with one notice, or refused with `InvalidAccessKeyId` (403) where `strict`. One that it has handed
 * out and knows no more is refused in any case.
 */
export class Authenticator {
  readonly #credentials: Credentials;
  readonly #bus: Bus | undefined;
  readonly #strict: boolean;
  readonly #noticed = new Set<string>();

  /** @param bus gets the notice; undefined where keys of others are to be expected */
  constructor(credentials: Credentials, bus: Bus | undefined, strict: boolean) {
    this.#credentials = credentials;
    this.#bus = bus;
    this.#strict = strict;
  }

  /** Throws what is wrong under the name and with the status that S3 gives it; the protocols of the others rename it. */
  async authenticate(
    request: SignedRequest,
    signature: Signature | OlderSignature,
    raw: Readable,
  ): Promise<Authenticated> {
    const scoped = "service" in signature ? signature : undefined;
    if ("service" in signature) checkForm(request, signature, Date.now());
    const known = this.#credentials.find(signature.accessKeyId);
    if (known === undefined) {
      // Those of another Doppelface look like ours: where keys of others are to be expected, they are theirs.
      if (this.#bus !== undefined && this.#credentials.isOwn(signature.accessKeyId)) {
        throw forgottenKey(signature.accessKeyId);
      }
      if (this.#strict) throw unknownKey(signature.accessKeyId);
      if (!("service" in signature)) signature.check(undefined, Date.now());
      this.#notice(signature.accessKeyId);
      const payload = await decodePayload(raw, request.headers, scoped, undefined);
      return { caller: this.#credentials.stranger(signature.accessKeyId), ...payload };
    }
    if (known.expiresAt !== undefined && known.expiresAt < Date.now()) {
      throw new ServiceError("ExpiredToken", "The provided token has expired.");
    }
    if (known.sessionToken !== undefined && !equal(known.sessionToken, signature.sessionToken ?? "")) {
      throw new ServiceError("InvalidToken", "The provided token is malformed or otherwise invalid.");
    }
    if (!("service" in signature)) {
      signature.check(known.secretAccessKey, Date.now());
      return { caller: known.caller, body: raw, trailers: {} };
    }
    if (signature.form === "s3v4") {
      checkSignature(request, signature, known.secretAccessKey);
      const payload = await decodePayload(raw, request.headers, signature, known.secretAccessKey);
      return { caller: known.caller, ...payload };
    }
    // Outside S3 bodies are small, and botocore names no hash of theirs: the signature covers it all the same.
    const body = await readBody(raw, HELD_BODY);
    const payload = signature.payload === "UNSIGNED-PAYLOAD" ? signature.payload : sha256(body);
    checkSignature(request, { ...signature, payload }, known.secretAccessKey);
    return { caller: known.caller, body: new WholeBody(body), trailers: {} };
  }

  #notice(accessKeyId: string): void {
    if (this.#noticed.has(accessKeyId)) return;
    this.#noticed.add(accessKeyId);
    this.#bus?.dispatch({
      type: "notice",
      message:
        `Calls signed with the key ${accessKeyId.slice(0, 4)}… are taken as account ` +
        `${this.#credentials.stranger(accessKeyId).account}: its signature cannot be checked here. ` +
        "Use AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test, or --strict to refuse other keys.",
    });
  }
}

/** Of a session that ended long ago, or that another state has opened. */
function forgottenKey(accessKeyId: string): ServiceError {
  return new ServiceError(
    "InvalidAccessKeyId",
    `The session of the AWS Access Key Id ${accessKeyId} is not known here: it ended long ago, or another state folder has opened it. Open a new one.`,
    { status: 403 },
  );
}

function unknownKey(accessKeyId: string): ServiceError {
  return new ServiceError(
    "InvalidAccessKeyId",
    `The AWS Access Key Id ${accessKeyId} does not exist here. Use AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test (--strict is on).`,
    { status: 403 },
  );
}
