import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import { validationError } from "../errors.ts";
import { checkInput, dynaliteShape } from "../check-input.ts";

interface DescribeInput {
  readonly TableName: string;
}

interface DescribeOutput {
  readonly TimeToLiveDescription: {
    readonly TimeToLiveStatus: "ENABLED" | "DISABLED";
    readonly AttributeName?: string;
  };
}

interface Specification {
  readonly AttributeName: string;
  readonly Enabled: boolean;
}

interface UpdateInput extends DescribeInput {
  readonly TimeToLiveSpecification: Specification;
}

/** Tells which attribute holds the time at which items expire. */
export function describeTimeToLive({ host, tables }: Dynamodb): Operation<DescribeInput, DescribeOutput> {
  return {
    parse: (input) => checkInput(dynaliteShape("describeTimeToLive"), input) as DescribeInput,
    permissions: (input, call) => [permission("DescribeTimeToLive", input.TableName, call)],
    run: (input, call) =>
      host.state.read(() => {
        const attribute = tables.existing(input.TableName, call).definition.timeToLive;
        return {
          TimeToLiveDescription:
            attribute === undefined
              ? { TimeToLiveStatus: "DISABLED" }
              : { TimeToLiveStatus: "ENABLED", AttributeName: attribute },
        };
      }),
  };
}

/** Turns expiry on or off. Items that are there are looked at in slices after the answer. */
export function updateTimeToLive({
  host,
  tables,
  jobs,
}: Dynamodb): Operation<UpdateInput, { readonly TimeToLiveSpecification: Specification }> {
  return {
    parse: (input) =>
      checkInput(
        {
          types: {
            ...dynaliteShape("describeTimeToLive").types,
            TimeToLiveSpecification: {
              type: "FieldStruct<TimeToLiveSpecification>",
              notNull: true,
              children: {
                AttributeName: {
                  type: "String",
                  notNull: true,
                  lengthGreaterThanOrEqual: 1,
                  lengthLessThanOrEqual: 255,
                },
                Enabled: { type: "Boolean", notNull: true },
              },
            },
          },
        },
        input,
      ) as UpdateInput,
    permissions: (input, call) => [permission("UpdateTimeToLive", input.TableName, call)],
    async run(input, call) {
      const output = await host.state.write(() => {
        const table = tables.existing(input.TableName, call);
        const { AttributeName: attribute, Enabled: enabled } = input.TimeToLiveSpecification;
        checkChange(table.definition.timeToLive, attribute, enabled);
        if (enabled) table.definition.timeToLive = attribute;
        else delete table.definition.timeToLive;
        tables.save(table);
        jobs.add("readExpiries", table);
        return { TimeToLiveSpecification: input.TimeToLiveSpecification };
      });
      jobs.wake();
      return output;
    },
  };
}

function checkChange(current: string | undefined, attribute: string, enabled: boolean): void {
  if (current === undefined && !enabled) throw validationError("TimeToLive is already disabled");
  if (current !== undefined && current !== attribute) {
    throw validationError(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  }
  if (current !== undefined && enabled) throw validationError("TimeToLive is already enabled");
}
