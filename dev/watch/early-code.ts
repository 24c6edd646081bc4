import type { App, Made, Source } from "../app/app.ts";
import { synthesize } from "../app/synth.ts";
import type { Code, CodeOptions } from "./code.ts";
import { codeOf } from "./function-code.ts";

/** An app whose stacks are made, and whose sources are read, while the endpoints come up. */
export interface EarlyCode {
  /** Rejects where the app fails. */
  readonly made: Promise<Made>;
  /** Hands over what makes the code of a source; undefined where there is none, or it was taken before. */
  take(source: Source): Promise<Code | undefined>;
  /** Ends what nobody has taken. */
  discard(): Promise<void>;
}

/** Begins with an app at once. */
export function beginEarly(app: App, options: Omit<CodeOptions, "project">): EarlyCode {
  const made = synthesize(app, { context: {} });
  const codes = new Map<string, Promise<Code | undefined>>();
  const read = async (): Promise<void> => {
    // Where it fails, the deploy tells.
    const functions = await made.then(
      (app) => app.functions,
      () => [],
    );
    for (const { source } of functions) {
      const key = JSON.stringify(source);
      if (!codes.has(key)) codes.set(key, codeOf({ source }, { ...options, project: app.project }));
    }
  };
  const done = read();
  return {
    made,
    async take(source) {
      await done;
      const key = JSON.stringify(source);
      const code = codes.get(key);
      codes.delete(key);
      return code;
    },
    async discard() {
      await done;
      const left = await Promise.allSettled(codes.values());
      for (const code of left) {
        if (code.status === "rejected" || code.value === undefined) continue;
        await code.value.dispose();
        await code.value.remove();
      }
    },
  };
}
