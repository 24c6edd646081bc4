import * as v from "valibot";
import type { OperationTable } from "../../endpoint/service.ts";
import { ownerOf } from "../context.ts";
import type { Claims } from "./claims.ts";

const Input = v.object({ CollectionId: v.string() });

/** The operations, of which DeleteCollection forgets whose the collection was. */
export function releasing(operations: OperationTable, claims: Claims): OperationTable {
  const { DeleteCollection: deleteCollection } = operations;
  if (deleteCollection === undefined) return operations;
  return {
    ...operations,
    DeleteCollection: {
      ...deleteCollection,
      async run(input, call) {
        const output = await deleteCollection.run(input, call);
        await claims.release(ownerOf(call), v.parse(Input, input).CollectionId);
        return output;
      },
    },
  };
}
