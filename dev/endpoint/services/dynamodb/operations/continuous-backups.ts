import { ServiceError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import { checkInput, dynaliteShape } from "../check-input.ts";
import type { PointInTimeRecovery } from "../tables/definition.ts";
import type { Place, Table, TableStore } from "../tables/table-store.ts";

interface DescribeInput {
  readonly TableName: string;
}

interface UpdateInput extends DescribeInput {
  readonly PointInTimeRecoverySpecification: {
    readonly PointInTimeRecoveryEnabled: boolean;
    readonly RecoveryPeriodInDays?: number;
  };
}

interface Output {
  readonly ContinuousBackupsDescription: {
    readonly ContinuousBackupsStatus: "ENABLED";
    readonly PointInTimeRecoveryDescription: Readonly<Record<string, string | number>>;
  };
}

/** Tells whether point-in-time recovery is on. */
export function describeContinuousBackups({ host, tables }: Dynamodb): Operation<DescribeInput, Output> {
  return {
    parse: (input) => checkInput(dynaliteShape("describeTable"), input) as DescribeInput,
    permissions: (input, call) => [permission("DescribeContinuousBackups", input.TableName, call)],
    run: (input, call) =>
      host.state.read(() => describe(find(tables, input.TableName, call).definition.pointInTimeRecovery)),
  };
}

/** Turns point-in-time recovery on or off. The setting is kept; there is no restore in this engine. */
export function updateContinuousBackups({ host, tables }: Dynamodb): Operation<UpdateInput, Output> {
  return {
    parse: (input) =>
      checkInput(
        {
          types: {
            ...dynaliteShape("describeTable").types,
            PointInTimeRecoverySpecification: {
              type: "FieldStruct<PointInTimeRecoverySpecification>",
              notNull: true,
              children: {
                PointInTimeRecoveryEnabled: { type: "Boolean", notNull: true },
                RecoveryPeriodInDays: { type: "Integer", greaterThanOrEqual: 1, lessThanOrEqual: 35 },
              },
            },
          },
        },
        input,
      ) as UpdateInput,
    permissions: (input, call) => [permission("UpdateContinuousBackups", input.TableName, call)],
    run: (input, call) =>
      host.state.write(() => {
        const table = find(tables, input.TableName, call);
        const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = 35 } =
          input.PointInTimeRecoverySpecification;
        const since = table.definition.pointInTimeRecovery?.since ?? Math.floor(Date.now() / 1000);
        if (enabled) table.definition.pointInTimeRecovery = { since, days };
        else delete table.definition.pointInTimeRecovery;
        tables.save(table);
        return describe(table.definition.pointInTimeRecovery);
      }),
  };
}

function describe(recovery: PointInTimeRecovery | undefined): Output {
  const now = Math.floor(Date.now() / 1000);
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription:
        recovery === undefined
          ? { PointInTimeRecoveryStatus: "DISABLED" }
          : {
              PointInTimeRecoveryStatus: "ENABLED",
              RecoveryPeriodInDays: recovery.days,
              EarliestRestorableDateTime: Math.max(recovery.since, now - recovery.days * 86_400),
              LatestRestorableDateTime: now,
            },
    },
  };
}

function find(tables: TableStore, name: string, place: Place): Table {
  const table = tables.find(name, place);
  if (table === undefined) throw new ServiceError("TableNotFoundException", `Table not found: ${name}`);
  return table;
}
