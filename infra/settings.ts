import * as v from "valibot";

/** What `-c name=value` can choose about a stack; everything else about it is fixed. */
export interface Settings {
  /** Name of an environment beside the default one; it becomes the suffix of every name. */
  readonly environment: string | undefined;
  /** Whether the pictures, the rows and the faces outlive the stack. */
  readonly removal: "retain" | "destroy";
  /** Whether a picture registers its largest face or each of its faces. */
  readonly facePolicy: "largest" | "all";
  /** Upper limit of concurrent executions; it is taken from the account's own limit. */
  readonly reservedConcurrency: number | undefined;
  /** Whether the synth checks the stack with cdk-nag; it changes nothing about the stack. */
  readonly nag: boolean;
}

/**
 * Reads the settings from the app's context, by `lookup(key)`.
 * @throws a `SettingError` that names every setting that is wrong and what it may be.
 */
export function readSettings(lookup: (key: string) => unknown): Settings {
  const parsed = v.safeParse(contextSchema, {
    env: lookup("env"),
    removal: lookup("removal"),
    facePolicy: lookup("facePolicy"),
    reservedConcurrency: lookup("reservedConcurrency"),
    nag: lookup("nag"),
  });
  if (!parsed.success) throw new SettingError(parsed.issues.map((issue) => issue.message));
  const { env, removal, facePolicy, reservedConcurrency, nag } = parsed.output;
  return {
    environment: env,
    removal: removal ?? (env === undefined ? "retain" : "destroy"),
    facePolicy: facePolicy ?? "largest",
    reservedConcurrency,
    nag: nag === true || nag === "true",
  };
}

/** A `-c name=value` that the app does not take. */
export class SettingError extends Error {
  override readonly name = "SettingError";

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

// `employee-pictures-<12 digits>-<region of at most 14>` leaves 17 of a bucket name's 63
// characters, one of them for the hyphen before the suffix.
const ENVIRONMENT_NAME = /^[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])?$/;

const contextSchema = v.object({
  env: v.optional(
    v.pipe(
      v.string(
        ({ received }) => `-c env: expected a name, got ${received}. Give it as -c env=NAME, e.g. -c env=staging.`,
      ),
      v.regex(
        ENVIRONMENT_NAME,
        ({ received }) =>
          `-c env: ${received} cannot be an environment's name, since it becomes part of the bucket's name. ` +
          "Use 1 to 16 lower-case letters, digits and inner hyphens, e.g. -c env=staging.",
      ),
    ),
  ),
  removal: v.optional(
    v.picklist(
      ["retain", "destroy"],
      ({ received }) =>
        `-c removal: ${received} is not known. Use destroy (the data goes with the stack) or retain (it stays).`,
    ),
  ),
  facePolicy: v.optional(
    v.picklist(
      ["largest", "all"],
      ({ received }) =>
        `-c facePolicy: ${received} is not known. Use largest (one face a picture) or all (each face of a picture).`,
    ),
  ),
  nag: v.optional(
    v.union(
      [v.boolean(), v.picklist(["true", "false"])],
      ({ received }) => `-c nag: ${received} is not known. Use true (check the stack with cdk-nag) or false.`,
    ),
  ),
  reservedConcurrency: v.optional(
    v.pipe(
      v.union([v.string(), v.number()], concurrencyMessage),
      v.transform(Number),
      v.integer(concurrencyMessage),
      // 0 is legal on AWS and stops the function, so that every upload waits and then fails.
      v.minValue(1, concurrencyMessage),
    ),
  ),
});

function concurrencyMessage({ received }: { readonly received: string }): string {
  return `-c reservedConcurrency: ${received} is not a number of executions. Use a whole number from 1, or leave it out for no limit of its own.`;
}
