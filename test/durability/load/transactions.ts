import { CreateTableCommand, TransactWriteItemsCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { type Life, type Writer, below } from "./writer.ts";

const GROUPS = 12;
const MEMBERS = ["a", "b", "c"] as const;

/** Transactions over the three items of a group, which therefore always have the same stamp. */
export class Transactions implements Writer {
  readonly name = "transactions";
  readonly #known = new Map<string, number>();
  readonly #unanswered = new Map<string, number>();
  #stamp = 0;
  acknowledged = 0;

  async prepare({ clients: { dynamodb } }: Life): Promise<void> {
    try {
      await dynamodb.send(
        new CreateTableCommand({
          TableName: "groups",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [
            { AttributeName: "group", AttributeType: "S" },
            { AttributeName: "member", AttributeType: "S" },
          ],
          KeySchema: [
            { AttributeName: "group", KeyType: "HASH" },
            { AttributeName: "member", KeyType: "RANGE" },
          ],
        }),
      );
    } catch (error) {
      if ((error as Error).name !== "ResourceInUseException") throw error;
    }
  }

  async step({ clients: { dynamodb }, random }: Life): Promise<void> {
    const group = `group-${below(GROUPS, random)}`;
    const stamp = ++this.#stamp;
    const TableName = "groups";
    const TransactItems = MEMBERS.map((member) =>
      member === "b"
        ? {
            Update: {
              TableName,
              Key: { group: { S: group }, member: { S: member } },
              UpdateExpression: "SET stamp = :stamp",
              ExpressionAttributeValues: { ":stamp": { N: String(stamp) } },
            },
          }
        : { Put: { TableName, Item: { group: { S: group }, member: { S: member }, stamp: { N: String(stamp) } } } },
    );
    this.#unanswered.set(group, stamp);
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
    this.#unanswered.delete(group);
    this.#known.set(group, stamp);
    this.acknowledged++;
  }

  async check({ clients: { dynamodb } }: Life): Promise<string[]> {
    const found = new Map<string, Map<string, number>>();
    for await (const page of paginateScan({ client: dynamodb }, { TableName: "groups", ConsistentRead: true })) {
      for (const { group, member, stamp } of page.Items ?? []) {
        const stamps = found.get(group?.S ?? "") ?? new Map<string, number>();
        found.set(group?.S ?? "", stamps.set(member?.S ?? "", Number(stamp?.N)));
      }
    }
    const defects: string[] = [];
    for (const group of new Set([...this.#known.keys(), ...this.#unanswered.keys(), ...found.keys()])) {
      const stamps = MEMBERS.map((member) => found.get(group)?.get(member));
      const allowed = [this.#known.get(group), ...(this.#unanswered.has(group) ? [this.#unanswered.get(group)] : [])];
      if (new Set(stamps).size !== 1) defects.push(`${group} is half there: ${stamps.join(", ")}`);
      else if (!allowed.includes(stamps[0])) {
        defects.push(`${group} has ${stamps[0]}, not one of ${allowed.join(", ")}`);
      }
      if (stamps[0] !== undefined) this.#known.set(group, stamps[0]);
    }
    this.#unanswered.clear();
    return defects;
  }
}
