import type { Aws } from "./aws.ts";

/** One thing that AWS was seen to answer, and how it is asked here. */
export interface Truth {
  /** What is asked, in a line; unique within its service. */
  readonly name: string;
  /** Where the answer of AWS is kept. */
  readonly source: Source;
  /** Prepares what the call needs and makes it: the last request of all is the one whose answer is compared. */
  readonly ask: (aws: Aws) => Promise<unknown>;
  readonly answer: Answer;
  /** Why it is answered otherwise here: a text of the gaps page. What has a gap and holds fails the suite too. */
  readonly gap?: string;
}

/** A public record of what AWS answers. */
export interface Source {
  /** Suite and test, or the page of the documentation. */
  readonly where: string;
  /** Day on which the answer was recorded, or the page was read: `yyyy-mm-dd`. */
  readonly when: string;
}

/** What is compared of an answer; what is left out is not looked at, but for the members of an error of S3's. */
export interface Answer {
  readonly status?: number;
  /** Of an error. */
  readonly code?: string;
  readonly message?: string | RegExp;
  /**
   * Members of the output, or of the error's body beside code and text. An error of S3 has these and no others, for its
   * records hold the whole of it.
   */
  readonly members?: Readonly<Record<string, Expected>>;
  /** Headers, names in lower case. */
  readonly headers?: Readonly<Record<string, Expected>>;
}

/** A value, or what must hold of it. Structures may have more members than are named, lists have these and no more. */
export type Expected =
  | string
  | number
  | boolean
  | RegExp
  | typeof ABSENT
  | typeof BUCKET
  | readonly Expected[]
  | { readonly [member: string]: Expected };

/** There is no such member. */
export const ABSENT = Symbol("nothing");
/** The name of the truth's bucket. */
export const BUCKET = Symbol("the bucket");

/** Truths of one service, in a file of their own in `truths/`. */
export interface Truths {
  readonly service: string;
  readonly truths: readonly Truth[];
}

/** Truths of one source, by their names. */
export function from(source: Source, asked: Readonly<Record<string, Omit<Truth, "name" | "source">>>): Truth[] {
  return Object.entries(asked).map(([name, truth]) => ({ name, source, ...truth }));
}

/** Answers that LocalStack has recorded of AWS, with the day of the record (`recorded-date`). */
export function localstack(file: string, test: string, when: string): Source {
  return { where: `localstack/localstack tests/aws/services/${file}.snapshot.json, ${test}`, when };
}

/** The same where a fork of LocalStack keeps a later record of a test. */
export function localemu(file: string, test: string, when: string): Source {
  return { where: `localemu/localemu tests/aws/services/${file}.snapshot.json, ${test}`, when };
}
