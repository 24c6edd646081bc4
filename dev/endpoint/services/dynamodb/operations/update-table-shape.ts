import { type InputShape, type MemberShape, dynaliteShape, pickMembers } from "../check-input.ts";
import { NEW_TABLE_MEMBERS, withOnDemand } from "./table-shapes.ts";

/** Shape of UpdateTable: dynalite's lacks the definitions of new keys and wants throughput for on-demand tables. */
export function updateTableShape(): InputShape {
  const { types } = dynaliteShape("createTable");
  const index = members(withOnDemand(types["GlobalSecondaryIndexes"]));
  return {
    types: {
      ...pickMembers(types, ["TableName", "BillingMode", "ProvisionedThroughput"]),
      // Every list of a shape names what it holds; CreateTable alone needs this one.
      AttributeDefinitions: optional(types["AttributeDefinitions"]),
      ...NEW_TABLE_MEMBERS,
      GlobalSecondaryIndexUpdates: {
        type: "List",
        children: {
          type: "ValueStruct<GlobalSecondaryIndexUpdate>",
          children: {
            Create: { type: "FieldStruct<CreateGlobalSecondaryIndexAction>", children: index },
            Update: {
              type: "FieldStruct<UpdateGlobalSecondaryIndexAction>",
              children: pickMembers(index, ["IndexName", "ProvisionedThroughput", "OnDemandThroughput"]),
            },
            Delete: {
              type: "FieldStruct<DeleteGlobalSecondaryIndexAction>",
              children: pickMembers(index, ["IndexName"]),
            },
          },
        },
      },
    },
  };
}

/** The members of the structure that a list holds. */
function members(list: MemberShape): Record<string, MemberShape> {
  const entry = typeof list === "string" ? undefined : list.children;
  const inner = typeof entry === "object" && "children" in entry ? entry.children : undefined;
  if (typeof inner !== "object") throw new Error("dynalite's shape of an index is no structure");
  return inner as Record<string, MemberShape>;
}

function optional(shape: MemberShape | undefined): MemberShape {
  if (shape === undefined || typeof shape === "string") throw new Error("dynalite's shape is no list");
  const { notNull: _, ...rest } = shape;
  return rest;
}
