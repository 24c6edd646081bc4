import { uncheckedSignature } from "../support/unchecked-signature.ts";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/**
 * Calls Rekognition without an SDK, which would check or hide what is looked at. The key is a stranger's, whose
 * signature cannot be checked.
 */
export async function rawCall(url: string, operation: string, input: unknown): Promise<RawAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: uncheckedSignature("rekognition", {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `RekognitionService.${operation}`,
    }),
    body: typeof input === "string" ? input : JSON.stringify(input),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}
