import { amzDate } from "../support/hand-signed.ts";
import { signed } from "../support/signed-request.ts";
import type { Dice } from "./dice.ts";
import type { Message } from "./message.ts";
import { mutateSignature, presign } from "./mutate-signature.ts";

/**
 * Gives a mutated request a signature: mostly that of a key of somebody else, which nobody checks, so that the
 * mutation reaches its service; else the one that it had before, or a new one over what it is now. Some of the
 * signatures are mutated themselves, in the header or in the URL.
 */
export async function sign(message: Message, service: string, url: URL, dice: Dice): Promise<Message> {
  if (dice.chance(0.05)) return message;
  if (dice.chance(0.06)) return presign(message, service, url, dice).catch(() => message);
  const signedWell = await signWell(message, service, url, dice);
  return dice.chance(0.1) ? mutateSignature(signedWell, dice) : signedWell;
}

async function signWell(message: Message, service: string, url: URL, dice: Dice): Promise<Message> {
  // What tells of the body as it was before would only have the request turned away at the door.
  const stale = dice.chance(0.8)
    ? /^(authorization|content-length|content-md5|x-amz-content-sha256|x-amz-checksum-.*|x-amz-sdk-checksum-.*)$/i
    : /^(authorization|content-length|x-amz-content-sha256)$/i;
  const own = message.headers.filter(([name]) => !stale.test(name));
  const withKey = (key: string): Message => withSignature({ ...message, headers: own }, key, service);
  if (dice.chance(0.85)) return withKey("AKIAFUZZ");
  try {
    const [path = "/", search = ""] = message.target.split("?", 2);
    const { body, method } = message;
    const query = Object.fromEntries(new URLSearchParams(search));
    const names = Object.fromEntries(own.filter(([name]) => name.toLowerCase() !== "x-amz-date"));
    const request = await signed(url.href, { method, path, query, headers: names, body }, { service });
    return { ...message, headers: Object.entries(request.headers) };
  } catch {
    // The SDK's signer does not take every address that can be put on the wire.
    return withKey("test");
  }
}

/** Well formed, and good for a key that nobody checks. */
function withSignature(message: Message, key: string, service: string): Message {
  const date = amzDate(new Date());
  const headers: Message["headers"] = [
    ...message.headers.filter(([name]) => name.toLowerCase() !== "x-amz-date"),
    ["x-amz-date", date],
    ["x-amz-content-sha256", "UNSIGNED-PAYLOAD"],
  ];
  const names = [...new Set(["host", ...headers.map(([name]) => name.toLowerCase())])].toSorted().join(";");
  const scope = `${date.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  return {
    ...message,
    headers: [
      ...headers,
      ["authorization", `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${names}, Signature=00`],
    ],
  };
}
