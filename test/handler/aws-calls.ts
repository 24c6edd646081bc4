import type { HandlerRun } from "./handler-run.ts";

/** What happens to a call of the handler once AWS has answered it. */
export type Interruption = (call: string) => Promise<void>;

/**
 * Lets `interrupt` run after every call that the handler makes to AWS, named as `PutItem pictures`.
 * Returns the function that ends it.
 */
export function afterEachCall(run: HandlerRun, interrupt: Interruption): () => void {
  return onEachCall(run, async () => {}, interrupt);
}

/** Lets `before` and `after` run around every call that the handler makes to AWS. Returns the function that ends it. */
export function onEachCall({ clients }: HandlerRun, before: Interruption, after: Interruption): () => void {
  const middleware =
    <Arguments extends { readonly input: object }, Answer>(
      next: (args: Arguments) => Promise<Answer>,
      context: { readonly commandName?: string },
    ) =>
    async (args: Arguments): Promise<Answer> => {
      const call = callName(context.commandName ?? "?", args.input);
      await before(call);
      const answer = await next(args);
      await after(call);
      return answer;
    };
  const name = "afterEachCall";
  // A test that failed before it ended its own does not stand in the next one's way.
  const options = { step: "initialize", name, override: true } as const;
  const stacks = [clients.dynamodb.middlewareStack, clients.rekognition.middlewareStack, clients.s3.middlewareStack];
  clients.dynamodb.middlewareStack.add(middleware, options);
  clients.rekognition.middlewareStack.add(middleware, options);
  clients.s3.middlewareStack.add(middleware, options);
  return () => stacks.forEach((stack) => stack.remove(name));
}

/** Has the handler's next call of this name fail, either before AWS has heard of it or as its answer gets lost. */
export function failNext(run: HandlerRun, name: string, when: "unsent" | "unanswered"): void {
  const fail = async (call: string): Promise<void> => {
    if (call !== name) return;
    stop();
    throw new Error("socket hang up");
  };
  const stop = when === "unsent" ? onEachCall(run, fail, async () => {}) : afterEachCall(run, fail);
}

/** Has each call of this name fail before AWS has heard of it. Returns the function that ends it. */
export function failEach(run: HandlerRun, name: string): () => void {
  const fail = async (call: string): Promise<void> => {
    if (call === name) throw new Error("socket hang up");
  };
  return onEachCall(run, fail, async () => {});
}

/** Something that happens between two calls of the handler: right after its first one of this name. */
export interface Meanwhile {
  readonly call: string;
  readonly act: () => Promise<void>;
}

/** Runs the handler until it has made a number of calls, and not a step further, as a killed environment does. */
export async function crashAfter(
  run: HandlerRun,
  calls: number,
  record: unknown,
  meanwhile?: Meanwhile,
): Promise<void> {
  let crash = () => {};
  const crashed = new Promise<void>((resolve) => {
    crash = resolve;
  });
  let made = 0;
  let act = meanwhile?.act;
  let acting = false;
  const stop = afterEachCall(run, async (call) => {
    if (acting) return;
    made += 1;
    if (made >= calls) {
      crash();
      await new Promise<never>(() => {});
    }
    if (act !== undefined && call === meanwhile?.call) {
      acting = true;
      await act();
      acting = false;
      act = undefined;
    }
  });
  await Promise.race([crashed, run.handle(record)]);
  stop();
  if (made < calls) throw new Error(`The handler ended after ${made} calls; it was to crash after ${calls}.`);
}

function callName(command: string, input: object): string {
  const operation = command.replace(/Command$/, "").replace(/^(Get|Put|Delete|Update)$/, "$1Item");
  return "TableName" in input ? `${operation} ${String(input.TableName)}` : operation;
}
