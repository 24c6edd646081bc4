import * as v from "valibot";
import { wholeNumber } from "../parse.ts";

const Texts = v.optional(v.array(v.string()));

/** Which pages of other origins may call a function's URL, with the API's member names. */
export const UrlCors = v.object({
  AllowCredentials: v.optional(v.boolean()),
  AllowHeaders: Texts,
  AllowMethods: Texts,
  AllowOrigins: Texts,
  ExposeHeaders: Texts,
  /** Seconds. */
  MaxAge: v.optional(wholeNumber(0, 86_400)),
});

export type UrlCors = v.InferOutput<typeof UrlCors>;

/** The URL of a function, or of one of its aliases. */
export interface UrlRecord {
  /** 32 lower-case letters and digits. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** Of the function. */
  readonly name: string;
  /** An alias, or empty. */
  readonly qualifier: string;
  readonly authType: "NONE" | "AWS_IAM";
  readonly cors: UrlCors | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** ARN of the function, with the alias where the URL is of one. */
export function arnOfUrl({ account, region, name, qualifier }: UrlRecord): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}${qualifier === "" ? "" : `:${qualifier}`}`;
}
