import { FlatList } from "../../http/protocol/query.ts";

/*
 * SQS's query protocol, which SDKs spoke until 2023 (botocore until 1.31): lists and maps stand flat in forms and
 * answers, under names of their own.
 */

type Members = Readonly<Record<string, unknown>>;

const LISTS: Readonly<Record<string, string>> = {
  AttributeName: "AttributeNames",
  MessageAttributeName: "MessageAttributeNames",
  MessageSystemAttributeName: "MessageSystemAttributeNames",
  TagKey: "TagKeys",
};

/** Maps by their name in forms and answers: the API's name, and what its pairs are made of. */
const MAPS: Readonly<Record<string, { readonly name: string; readonly key: string }>> = {
  Attribute: { name: "Attributes", key: "Name" },
  MessageAttribute: { name: "MessageAttributes", key: "Name" },
  MessageSystemAttribute: { name: "MessageSystemAttributes", key: "Name" },
  Tag: { name: "Tags", key: "Key" },
};

const NUMBERS = new Set(["DelaySeconds", "MaxNumberOfMessages", "MaxResults", "VisibilityTimeout", "WaitTimeSeconds"]);

/** The members of a form by the API's names, numbers as numbers. */
export function inputOfForm(form: Members, action: string): Members {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => {
      const map = MAPS[name];
      // In CreateQueue alone tags are written small.
      if (name === "Tag" && action === "CreateQueue") return ["tags", mapOf(value, "Key")];
      if (map !== undefined) return [map.name, mapOf(value, map.key)];
      if (name.endsWith("BatchRequestEntry")) {
        return ["Entries", listOf(value).map((entry) => inputOfForm(entry as Members, action))];
      }
      if (NUMBERS.has(name)) return [name, Number(value)];
      return [LISTS[name] ?? name, value];
    }),
  );
}

/** An output by the names of the query protocol. */
export function answerOf(output: unknown, action: string): unknown {
  if (typeof output !== "object" || output === null) return output;
  return Object.fromEntries(
    Object.entries(output).map(([name, value]: [string, unknown]) => {
      const map = Object.entries(MAPS).find(([, one]) => one.name === name);
      if (map !== undefined) return [map[0], pairsOf(value, map[1].key)];
      if (name === "QueueUrls" || name === "queueUrls") return ["QueueUrl", new FlatList(listOf(value))];
      if (name === "Messages") return ["Message", new FlatList(listOf(value).map((one) => answerOf(one, action)))];
      if (name === "Successful") return [`${action}ResultEntry`, new FlatList(listOf(value))];
      if (name === "Failed") return ["BatchResultErrorEntry", new FlatList(listOf(value))];
      return [name, value];
    }),
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapOf(pairs: unknown, key: string): Members {
  return Object.fromEntries(
    listOf(pairs).map((pair) => {
      const { [key]: name, Value } = pair as Members;
      return [String(name), Value];
    }),
  );
}

function pairsOf(map: unknown, key: string): FlatList {
  return new FlatList(Object.entries(map as Members).map(([name, Value]) => ({ [key]: name, Value })));
}
