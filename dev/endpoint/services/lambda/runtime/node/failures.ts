/** An error as the Runtime API takes it and `Invoke` answers it. */
export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: string[];
}

/** Gives whatever was thrown the form in which Lambda answers it. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: error.name.replaceAll("\x7f", "%7F"),
    errorMessage: error.message.replaceAll("\x7f", "%7F"),
    trace: error.stack?.replaceAll("\x7f", "%7F").split("\n") ?? [],
  };
}

/** An error with one of the names that the runtime gives, `Runtime.<kind>`. */
export function runtimeError(kind: string, message: string): Error {
  const error = new Error(message);
  error.name = `Runtime.${kind}`;
  return error;
}

/** What a rejection that nobody handled becomes. */
export function unhandledRejection(reason: unknown): Error {
  const error = runtimeError("UnhandledPromiseRejection", String(reason));
  const stack = reason instanceof Error ? reason.stack : undefined;
  return Object.assign(error, { reason, promise: {}, stack: stack ?? error.stack });
}
