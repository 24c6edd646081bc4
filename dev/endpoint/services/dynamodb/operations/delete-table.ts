import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import { resourceInUse, validationError } from "../errors.ts";
import { checkInput, dynaliteShape } from "../check-input.ts";
import { type TableDescription, describeTable } from "../tables/describe.ts";

interface Input {
  readonly TableName: string;
}

interface Output {
  readonly TableDescription: TableDescription;
}

/** Deletes a table with its items: a small one at once, a large one in slices after the answer. */
export function deleteTable({ host, tables, jobs }: Dynamodb): Operation<Input, Output> {
  return {
    parse: (input) => checkInput(dynaliteShape("deleteTable"), input) as Input,
    permissions: (input, call) => [permission("DeleteTable", input.TableName, call)],
    async run(input, call) {
      const output = await host.state.write(() => {
        const table = tables.existing(input.TableName, call);
        if (table.status === "DELETING") {
          throw resourceInUse(
            `Attempt to change a resource which is still in use: Table is being deleted: ${table.name}`,
          );
        }
        if (table.definition.deletionProtection) {
          throw validationError(
            "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
          );
        }
        const deleting = { ...table, status: "DELETING" } as const;
        tables.save(deleting);
        const description = describeTable(tables, deleting);
        jobs.add("dropTable", deleting);
        return { TableDescription: description };
      });
      jobs.wake();
      return output;
    },
  };
}
