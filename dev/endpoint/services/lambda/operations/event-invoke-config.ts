import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { refused, resourceNotFound } from "../errors.ts";
import type { FunctionReference } from "../function-name.ts";
import { type LambdaContext, FunctionNameInput, existing, functionOperation } from "../function-operation.ts";
import type { EventInvokeConfig } from "../function-record.ts";
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
    const { eventConfig } = await host.state.read(() => existing(store, reference));
    return toOutput(required(eventConfig, reference), reference);
  });
}

/** Answers the configurations of a function's versions: of `$LATEST`, the one there is. */
export function listFunctionEventInvokeConfigs({ host, store }: LambdaContext): Operation {
  return functionOperation("ListFunctionEventInvokeConfigs", v.object(FunctionNameInput), async (_input, reference) => {
    const { eventConfig } = await host.state.read(() => existing(store, reference));
    return { FunctionEventInvokeConfigs: eventConfig === undefined ? [] : [toOutput(eventConfig, reference)] };
  });
}

/** Goes back to the defaults. */
export function deleteFunctionEventInvokeConfig({ host, store }: LambdaContext): Operation {
  return functionOperation(
    "DeleteFunctionEventInvokeConfig",
    v.object(FunctionNameInput),
    async (_input, reference) => {
      await host.state.write(() => {
        const record = existing(store, reference);
        required(record.eventConfig, reference);
        store.save({ ...record, eventConfig: undefined });
      });
    },
  );
}

async function save(
  { host, store }: LambdaContext,
  reference: FunctionReference,
  change: (before: EventInvokeConfig | undefined) => EventInvokeConfig,
): Promise<Record<string, unknown>> {
  const config = await host.state.write(() => {
    const record = existing(store, reference);
    const eventConfig = change(record.eventConfig);
    store.save({ ...record, eventConfig });
    return eventConfig;
  });
  return toOutput(config, reference);
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

function toOutput(config: EventInvokeConfig, reference: FunctionReference): Record<string, unknown> {
  return {
    ...config,
    FunctionArn: `${reference.arn}:$LATEST`,
    DestinationConfig: config.DestinationConfig ?? { OnSuccess: {}, OnFailure: {} },
  };
}

function required(config: EventInvokeConfig | undefined, reference: FunctionReference): EventInvokeConfig {
  if (config === undefined) {
    throw resourceNotFound(`The function ${reference.arn}:$LATEST doesn't have an EventInvokeConfig`);
  }
  return config;
}
