import { presigned } from "../support/signed-request.ts";
import type { Dice } from "./dice.ts";
import type { Message } from "./message.ts";
import { ODD_TEXTS, mutateText } from "./mutate-text.ts";

const OF_SIGNATURES = /^(authorization|x-amz-date|x-amz-content-sha256|x-amz-security-token|host)$/i;
const PARAMETERS = ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature", "Security-Token"];
const LIVES = [
  "1e3",
  "0x3c",
  "100.5",
  "-1",
  "604801",
  "+60",
  "0060",
  "",
  " 60",
  "9223372036854775808",
  "\u0663\u0660\u0660",
];
const PAYLOADS = [
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "UNSIGNED-PAYLOAD",
  "unsigned-payload",
];

/** Changes a header that belongs to the signature: what it says, or whether it is there, once or twice. */
export function mutateSignature(message: Message, dice: Dice): Message {
  const places = message.headers.flatMap(([name], at) => (OF_SIGNATURES.test(name) ? [at] : []));
  if (places.length === 0) return message;
  const at = dice.of(places);
  const [name, value] = message.headers[at] ?? ["authorization", ""];
  const changed: [string, string] = [name, mutateHeader(name, value, dice)];
  switch (dice.below(6)) {
    case 0:
      return { ...message, headers: message.headers.toSpliced(at, 1) };
    case 1:
      return { ...message, headers: [...message.headers, changed] };
    default:
      return { ...message, headers: message.headers.with(at, changed) };
  }
}

/** A request with its signature in the URL, one parameter of which is changed, missing, or there twice. */
export async function presign(message: Message, service: string, url: URL, dice: Dice): Promise<Message> {
  const [path = "/", search = ""] = message.target.split("?", 2);
  const request = await presigned(
    url.href,
    {
      method: message.method,
      path,
      query: Object.fromEntries(new URLSearchParams(search)),
      headers: {},
      body: message.body,
    },
    { service, expiresIn: 1 + dice.below(604_800) },
  );
  const query = new URLSearchParams(request.query);
  const name = `X-Amz-${dice.of(PARAMETERS)}`;
  const before = query.get(name) ?? "";
  const value = name.endsWith("Expires") && dice.chance(0.7) ? dice.of(LIVES) : mutateText(before, dice).toWellFormed();
  if (dice.chance(0.15)) query.delete(name);
  else if (dice.chance(0.1)) query.append(name, value);
  else if (dice.chance(0.9)) query.set(name, value);
  const older = dice.chance(0.1) ? `&Signature=${encodeURIComponent(dice.of(ODD_TEXTS).toWellFormed())}&Expires=1` : "";
  return {
    ...message,
    target: `${path}?${query.toString()}${older}`,
    headers: Object.entries(request.headers),
  };
}

/** What HTTP carries on one line. */
function mutateHeader(name: string, value: string, dice: Dice): string {
  const isPayload = name.toLowerCase() === "x-amz-content-sha256";
  const text = isPayload && dice.chance(0.6) ? dice.of(PAYLOADS) : mutateText(value, dice);
  return text.replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, "?");
}
