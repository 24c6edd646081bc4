import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  PutItemCommand,
  UpdateItemCommand,
  paginateQuery,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import { isDeepStrictEqual } from "node:util";
import { type Life, type Writer, below } from "./writer.ts";

const IDS = 40;
const OWNERS = 4;

/** An item, by the plain values of its attributes. */
interface Item {
  readonly id: string;
  readonly stamp: number;
  readonly score: number;
  /** Left out in some, which then stand in one index only. */
  readonly owner: string | undefined;
}

/**
 * Items with two index entries each, put, updated, batched and deleted one after the other, so that of each at most
 * one write is unanswered.
 */
export class Items implements Writer {
  readonly name: string;
  readonly #table: string;
  readonly #known = new Map<string, Item | undefined>();
  readonly #unanswered = new Map<string, Item | undefined>();
  #stamp = 0;
  acknowledged = 0;

  constructor(number: number) {
    this.name = `items ${number}`;
    this.#table = `ledger-${number}`;
  }

  async prepare({ clients: { dynamodb } }: Life): Promise<void> {
    const key = (name: string, KeyType: "HASH" | "RANGE") => ({ AttributeName: name, KeyType });
    const Projection = { ProjectionType: "ALL" as const };
    try {
      await dynamodb.send(
        new CreateTableCommand({
          TableName: this.#table,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [
            { AttributeName: "id", AttributeType: "S" },
            { AttributeName: "owner", AttributeType: "S" },
            { AttributeName: "score", AttributeType: "N" },
          ],
          KeySchema: [key("id", "HASH")],
          GlobalSecondaryIndexes: [
            { IndexName: "by-owner", KeySchema: [key("owner", "HASH"), key("score", "RANGE")], Projection },
            { IndexName: "by-score", KeySchema: [key("score", "HASH")], Projection },
          ],
        }),
      );
    } catch (error) {
      if ((error as Error).name !== "ResourceInUseException") throw error;
    }
    for (;;) {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: this.#table }));
      if (Table?.TableStatus === "ACTIVE") return;
    }
  }

  async step({ clients: { dynamodb }, random }: Life): Promise<void> {
    const TableName = this.#table;
    const id = `item-${below(IDS, random)}`;
    const choice = random();
    if (choice < 0.2) {
      await this.#write([[id, undefined]], () =>
        dynamodb.send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } })),
      );
    } else if (choice < 0.4) {
      const ids = [...new Set([id, `item-${below(IDS, random)}`, `item-${below(IDS, random)}`])];
      const items = ids.map((each) => this.#next(each, random));
      const requests = items.map((item) => ({ PutRequest: { Item: marshalled(item) } }));
      await this.#write(
        items.map((item) => [item.id, item]),
        () => dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } })),
      );
    } else if (choice < 0.7) {
      const item = { ...this.#next(id, random), owner: `owner-${below(OWNERS, random)}` };
      const { stamp, score, owner } = marshalled(item);
      const update = new UpdateItemCommand({
        TableName,
        Key: { id: { S: id } },
        UpdateExpression: "SET stamp = :stamp, score = :score, #owner = :owner",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: { ":stamp": stamp as never, ":score": score as never, ":owner": owner as never },
      });
      await this.#write([[id, item]], () => dynamodb.send(update));
    } else {
      const item = this.#next(id, random);
      await this.#write([[id, item]], () => dynamodb.send(new PutItemCommand({ TableName, Item: marshalled(item) })));
    }
  }

  async check({ clients: { dynamodb } }: Life): Promise<string[]> {
    const defects: string[] = [];
    const TableName = this.#table;
    const found = new Map<string, Item>();
    for await (const page of paginateScan({ client: dynamodb }, { TableName, ConsistentRead: true })) {
      for (const item of page.Items ?? []) found.set(item["id"]?.S ?? "", plain(item));
    }
    for (const id of new Set([...this.#known.keys(), ...this.#unanswered.keys(), ...found.keys()])) {
      const allowed = [this.#known.get(id)];
      if (this.#unanswered.has(id)) allowed.push(this.#unanswered.get(id));
      const is = found.get(id);
      if (!allowed.some((item) => isDeepStrictEqual(item, is))) {
        defects.push(`${TableName} ${id} is ${JSON.stringify(is)}, not one of ${JSON.stringify(allowed)}`);
      }
      this.#known.set(id, is);
    }
    this.#unanswered.clear();
    const items = [...found.values()];
    const owned = items.filter(({ owner }) => owner !== undefined);
    defects.push(...differences(`${TableName}/by-owner Scan`, await this.#scan(dynamodb, "by-owner"), owned));
    defects.push(...differences(`${TableName}/by-score Scan`, await this.#scan(dynamodb, "by-score"), items));
    for (let number = 0; number < OWNERS; number++) {
      const owner = `owner-${number}`;
      const queried: Item[] = [];
      const query = {
        TableName,
        IndexName: "by-owner",
        KeyConditionExpression: "#owner = :owner",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: { ":owner": { S: owner } },
      };
      for await (const page of paginateQuery({ client: dynamodb }, query)) {
        queried.push(...(page.Items ?? []).map(plain));
      }
      const expected = owned.filter((item) => item.owner === owner);
      defects.push(...differences(`${TableName}/by-owner Query ${owner}`, queried, expected));
    }
    return defects;
  }

  async #scan(client: Life["clients"]["dynamodb"], IndexName: string): Promise<Item[]> {
    const items: Item[] = [];
    for await (const page of paginateScan({ client }, { TableName: this.#table, IndexName })) {
      items.push(...(page.Items ?? []).map(plain));
    }
    return items;
  }

  async #write(changes: readonly (readonly [string, Item | undefined])[], send: () => Promise<unknown>): Promise<void> {
    for (const [id, item] of changes) this.#unanswered.set(id, item);
    await send();
    for (const [id, item] of changes) {
      this.#unanswered.delete(id);
      this.#known.set(id, item);
    }
    this.acknowledged += changes.length;
  }

  #next(id: string, random: () => number): Item {
    const owner = random() < 0.8 ? `owner-${below(OWNERS, random)}` : undefined;
    return { id, stamp: ++this.#stamp, score: below(1000, random), owner };
  }
}

function marshalled({ id, stamp, score, owner }: Item): Record<string, AttributeValue> {
  return {
    id: { S: id },
    stamp: { N: String(stamp) },
    score: { N: String(score) },
    ...(owner === undefined ? {} : { owner: { S: owner } }),
  };
}

function plain(item: Record<string, AttributeValue>): Item {
  const { id, stamp, score, owner } = item;
  return { id: id?.S ?? "", stamp: Number(stamp?.N), score: Number(score?.N), owner: owner?.S };
}

function differences(where: string, found: readonly Item[], expected: readonly Item[]): string[] {
  const sorted = (items: readonly Item[]) => items.toSorted((a, b) => a.id.localeCompare(b.id));
  if (isDeepStrictEqual(sorted(found), sorted(expected))) return [];
  return [`${where} has ${JSON.stringify(sorted(found))}, the table ${JSON.stringify(sorted(expected))}`];
}
