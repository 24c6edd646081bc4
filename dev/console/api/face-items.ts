import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { App } from "../wire/wire.ts";
import type { KnownFace } from "../wire/recognition.ts";
import type { AwsClients } from "./aws-clients.ts";

type Item = Record<string, AttributeValue>;

interface Held {
  readonly table: string;
  readonly item: Item;
}

/** Items of a table that are looked at. */
const MOST_ITEMS = 3000;
const PICTURE = /\.(jpe?g|png|webp)$/i;

/**
 * What the tables of the app know of faces. Nothing is known of an app's tables beforehand, so an item belongs to a face
 * where one of its values is the face's id.
 */
export class FaceItems {
  readonly #byValue: ReadonlyMap<string, readonly Held[]>;
  readonly #buckets: readonly string[];

  private constructor(byValue: ReadonlyMap<string, readonly Held[]>, buckets: readonly string[]) {
    this.#byValue = byValue;
    this.#buckets = buckets;
  }

  /** Reads the tables of an app. */
  static async read(clients: AwsClients, { nodes }: App): Promise<FaceItems> {
    const byValue = new Map<string, Held[]>();
    for (const { kind, name } of nodes) {
      if (kind !== "table") continue;
      for (const item of await itemsOf(clients, name).catch(() => [])) {
        for (const value of stringsOf(item)) {
          const held = byValue.get(value) ?? [];
          if (held.length === 0) byValue.set(value, held);
          held.push({ table: name, item });
        }
      }
    }
    const buckets = nodes.filter(({ kind }) => kind === "bucket").map(({ name }) => name);
    return new FaceItems(byValue, buckets);
  }

  /** The items of a face, whom they say it shows, and where its picture lies. */
  of(
    faceId: string,
    externalImageId: string | undefined,
  ): Pick<KnownFace, "items" | "picture"> & { person: string | undefined } {
    // An item that has the id as a value of its own comes before one that lists many.
    const items = (this.#byValue.get(faceId) ?? []).toSorted(
      (a, b) => ownValue(b.item, faceId) - ownValue(a.item, faceId),
    );
    const person = items.map(({ item }) => personOf(item)).find((name) => name !== undefined);
    const pictures = items.map(({ item }) => this.#pictureOf(item));
    return {
      items,
      person,
      picture: pictures.find((found) => found !== undefined) ?? this.#keyOf(externalImageId),
    };
  }

  #pictureOf(item: Item): KnownFace["picture"] {
    const value = (name: RegExp): string | undefined =>
      Object.entries(item).find(([attribute, { S }]) => S !== undefined && name.test(attribute))?.[1].S;
    const bucket = value(/^(s3_?)?bucket(_?name)?$/i);
    const key = value(/^(s3_?|object_?)?key$/i);
    const version = value(/^version(_?id)?$/i);
    if (bucket !== undefined && key !== undefined && this.#buckets.includes(bucket)) {
      return { bucket, key, ...(version === undefined ? {} : { version }) };
    }
    for (const { S } of Object.values(item)) {
      const within = this.#buckets.find(
        (name) => S?.startsWith(`${name}/`) === true || S?.startsWith(`s3://${name}/`) === true,
      );
      if (S !== undefined && within !== undefined) {
        return { bucket: within, key: S.slice(S.indexOf(`${within}/`) + within.length + 1) };
      }
    }
    return Object.values(item)
      .map(({ S }) => this.#keyOf(S))
      .find((found) => found !== undefined);
  }

  /** A name that looks like one of a picture is one in the app's bucket, where it has a single one. */
  #keyOf(name: string | undefined): KnownFace["picture"] {
    const [bucket, another] = this.#buckets;
    if (name === undefined || bucket === undefined || another !== undefined || !PICTURE.test(name)) return undefined;
    return { bucket, key: name };
  }
}

async function itemsOf(clients: AwsClients, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await clients.read("dynamodb:Scan", {
      TableName,
      ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
    });
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined && items.length < MOST_ITEMS);
  return items;
}

function* stringsOf(item: Item): Generator<string> {
  for (const value of Object.values(item)) {
    if (value.S !== undefined) yield value.S;
    if (value.SS !== undefined) yield* value.SS;
    for (const { S } of value.L ?? []) if (S !== undefined) yield S;
  }
}

function ownValue(item: Item, value: string): number {
  return Object.values(item).some(({ S }) => S === value) ? 1 : 0;
}

/** `First Last` of the attributes that are called names. */
function personOf(item: Item): string | undefined {
  const named = Object.entries(item).filter(
    ([name, { S }]) => S !== undefined && /name|person|employee|label/i.test(name) && !/bucket|file|table/i.test(name),
  );
  const order = (name: string): number => (/first|given|fore/i.test(name) ? 0 : /last|family|sur/i.test(name) ? 1 : 2);
  const parts = named.toSorted(([a], [b]) => order(a) - order(b)).map(([, { S = "" }]) => S);
  return parts.length === 0 ? undefined : parts.join(" ");
}
