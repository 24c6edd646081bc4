import { type InputShape, type MemberShape, dynaliteShape, pickMembers } from "../check-input.ts";

const TABLE_NAME: MemberShape = {
  type: "String",
  notNull: true,
  lengthGreaterThanOrEqual: 1,
  lengthLessThanOrEqual: 1024,
};
const CAPACITY: MemberShape = { type: "String", enum: ["INDEXES", "TOTAL", "NONE"] };
const EXPRESSION: MemberShape = { type: "String", notNull: true };

/** Shape of TransactWriteItems; the expressions of its actions are checked by `actionShape`. */
export function transactWriteShape(): InputShape {
  const action = (name: string, operation: string, members: Record<string, MemberShape>): MemberShape => ({
    type: `FieldStruct<${name}>`,
    children: {
      TableName: TABLE_NAME,
      ...pickMembers(dynaliteShape(operation).types, [
        "Item",
        "Key",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
      ]),
      ConditionExpression: "String",
      ReturnValuesOnConditionCheckFailure: { type: "String", enum: ["ALL_OLD", "NONE"] },
      ...members,
    },
  });
  return {
    types: {
      TransactItems: transactItems("TransactWriteItem", {
        ConditionCheck: action("ConditionCheck", "deleteItem", { ConditionExpression: EXPRESSION }),
        Put: action("Put", "putItem", {}),
        Delete: action("Delete", "deleteItem", {}),
        Update: action("Update", "updateItem", { UpdateExpression: EXPRESSION }),
      }),
      ClientRequestToken: { type: "String", lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
      ReturnConsumedCapacity: CAPACITY,
      ReturnItemCollectionMetrics: { type: "String", enum: ["SIZE", "NONE"] },
    },
  };
}

/** Shape of TransactGetItems. */
export function transactGetShape(): InputShape {
  return {
    types: {
      TransactItems: transactItems("TransactGetItem", {
        Get: {
          type: "FieldStruct<Get>",
          notNull: true,
          children: {
            TableName: TABLE_NAME,
            ...pickMembers(dynaliteShape("getItem").types, ["Key", "ProjectionExpression", "ExpressionAttributeNames"]),
          },
        },
      }),
      ReturnConsumedCapacity: CAPACITY,
    },
  };
}

/** The shape whose checks read the expressions of one action. */
export function actionShape(action: "ConditionCheck" | "Put" | "Delete" | "Update" | "Get"): InputShape {
  const operations = {
    ConditionCheck: "deleteItem",
    Put: "putItem",
    Delete: "deleteItem",
    Update: "updateItem",
    Get: "getItem",
  };
  return dynaliteShape(operations[action]);
}

function transactItems(name: string, children: Record<string, MemberShape>): MemberShape {
  return {
    type: "List",
    notNull: true,
    lengthGreaterThanOrEqual: 1,
    lengthLessThanOrEqual: 100,
    children: { type: `ValueStruct<${name}>`, children },
  };
}
