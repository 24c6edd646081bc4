import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { refused, resourceNotFound } from "../errors.ts";
import type { FunctionReference } from "../function-name.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import { type EventInvokeConfig, LATEST } from "../function-record.ts";
import { existing, existingQualified, saveQualified } from "../qualifiers.ts";
import { wholeNumber } from "../parse.ts";

const Destination = v.optional(v.object({ Destination: v.optional(v.string()) }));
const Input = v.object({
  ...FunctionNameInput,
  MaximumRetryAttempts: v.optional(wholeNumber(0, 2)),
  MaximumEventAgeInSeconds: v.optional(wholeNumber(60, 21_600)),
  DestinationConfig: v.optional(v.object({ OnSuccess: Destination, OnFailure: Destination })),
});
type Input = v.InferOutput<typeof Input>;

/** Sets how asynchronous invocations are handled; what the input leaves out gets its default. */
export function putFunctionEventInvokeConfig(context: LambdaContext): Operation {
  return functionOperation("PutFunctionEventInvokeConfig", Input, (input, reference) =>
    save(context, reference, () => toConfig(input)),
  );
}

/** Changes how asynchronous invocations are handled; what the input leaves out stays. */
export function updateFunctionEventInvokeConfig(context: LambdaContext): Operation {
  return functionOperation("UpdateFunctionEventInvokeConfig", Input, (input, reference) =>
    save(context, reference, (before) => ({ ...required(before, reference), ...toConfig(input) })),
  );
}

/** Answers how asynchronous invocations are handled, where that was set. */
export function getFunctionEventInvokeConfig({ host, store }: LambdaContext): Operation {
  return functionOperation("GetFunctionEventInvokeConfig", v.object(FunctionNameInput), async (_input, reference) => {
    const { eventConfig } = await host.state.read(() => existingQualified(store, reference));
    return toOutput(required(eventConfig, reference), arnOf(reference));
  });
}

/** Answers the configurations of a function, its versions and its aliases, all at once. */
export function listFunctionEventInvokeConfigs({ host, store }: LambdaContext): Operation {
  return functionOperation("ListFunctionEventInvokeConfigs", v.object(FunctionNameInput), async (_input, reference) => {
    const all = await host.state.read(() => [
      { qualifier: LATEST, config: existing(store, reference).eventConfig },
      ...store.versions(reference).map(({ version, eventConfig }) => ({ qualifier: version, config: eventConfig })),
      ...store.aliases.list(reference).map(({ alias, eventConfig }) => ({ qualifier: alias, config: eventConfig })),
    ]);
    return {
      FunctionEventInvokeConfigs: all.flatMap(({ qualifier, config }) =>
        config === undefined ? [] : [toOutput(config, `${reference.arn}:${qualifier}`)],
      ),
    };
  });
}

/** Goes back to the defaults. */
export function deleteFunctionEventInvokeConfig({ host, store }: LambdaContext): Operation {
  return functionOperation(
    "DeleteFunctionEventInvokeConfig",
    v.object(FunctionNameInput),
    async (_input, reference) => {
      await host.state.write(() => {
        required(existingQualified(store, reference).eventConfig, reference);
        saveQualified(store, reference, { eventConfig: undefined });
      });
    },
  );
}

async function save(
  { host, store, queue }: LambdaContext,
  reference: FunctionReference,
  change: (before: EventInvokeConfig | undefined) => EventInvokeConfig,
): Promise<Record<string, unknown>> {
  const config = await host.state.write(() => {
    const eventConfig = change(existingQualified(store, reference).eventConfig);
    saveQualified(store, reference, { eventConfig });
    return eventConfig;
  });
  // Events that wait may be too old by now.
  queue.wake();
  return toOutput(config, arnOf(reference));
}

function toConfig({ MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig }: Input): EventInvokeConfig {
  for (const member of ["OnSuccess", "OnFailure"] as const) {
    const destination = DestinationConfig?.[member]?.Destination;
    if (destination !== undefined && !/^arn:aws[a-z-]*:(?:sqs|lambda):/.test(destination)) {
      throw refused(`The destination ${destination} (a queue or a function is)`);
    }
  }
  return {
    LastModified: Date.now() / 1000,
    ...(MaximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds === undefined ? {} : { MaximumEventAgeInSeconds }),
    ...(DestinationConfig === undefined
      ? {}
      : {
          DestinationConfig: {
            OnSuccess: toDestination(DestinationConfig.OnSuccess),
            OnFailure: toDestination(DestinationConfig.OnFailure),
          },
        }),
  };
}

function toDestination(input: v.InferOutput<typeof Destination>): { Destination?: string } {
  return input?.Destination === undefined ? {} : { Destination: input.Destination };
}

function toOutput(config: EventInvokeConfig, FunctionArn: string): Record<string, unknown> {
  return {
    ...config,
    FunctionArn,
    DestinationConfig: config.DestinationConfig ?? { OnSuccess: {}, OnFailure: {} },
  };
}

function required(config: EventInvokeConfig | undefined, reference: FunctionReference): EventInvokeConfig {
  if (config === undefined) {
    throw resourceNotFound(`The function ${arnOf(reference)} doesn't have an EventInvokeConfig`);
  }
  return config;
}

/** Always with a qualifier. */
function arnOf({ arn, qualifier = LATEST }: FunctionReference): string {
  return `${arn}:${qualifier}`;
}
