/** What stands in a template for a collection that is not in it. */
interface Collection {
  readonly logicalId: string;
  readonly collectionId: string;
}

/**
 * A part of a template in which nothing refers to collections any more: `Ref` is the collection's id, its `Arn` is written
 * out, and nothing depends on it.
 */
export function withoutCollections(value: unknown, collections: readonly Collection[]): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutCollections(item, collections));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only !== undefined && entries.length === 1) {
    const written = writtenOut(only[0], only[1], collections);
    if (written !== undefined) return written;
  }
  return Object.fromEntries(
    entries.flatMap(([name, item]) => {
      if (name !== "DependsOn") return [[name, withoutCollections(item, collections)] as const];
      const left = [item].flat().filter((id) => !collections.some(({ logicalId }) => logicalId === id));
      return left.length === 0 ? [] : [[name, left] as const];
    }),
  );
}

function writtenOut(name: string, argument: unknown, collections: readonly Collection[]): unknown {
  if (name === "Ref") return collections.find(({ logicalId }) => logicalId === argument)?.collectionId;
  if (name === "Fn::GetAtt") {
    const [id, attribute] = Array.isArray(argument) ? argument : String(argument).split(".");
    const found = collections.find(({ logicalId }) => logicalId === id);
    return found === undefined || attribute !== "Arn" ? undefined : { "Fn::Sub": arnOf(found) };
  }
  if (name !== "Fn::Sub") return undefined;
  const [text, ...more] = [argument].flat();
  if (typeof text !== "string") return undefined;
  const replaced = collections.reduce(
    (left, one) =>
      left.replaceAll(`\${${one.logicalId}}`, one.collectionId).replaceAll(`\${${one.logicalId}.Arn}`, arnOf(one)),
    text,
  );
  const others = more.map((variables) => withoutCollections(variables, collections));
  return { "Fn::Sub": others.length === 0 ? replaced : [replaced, ...others] };
}

function arnOf({ collectionId }: Collection): string {
  return `arn:\${AWS::Partition}:rekognition:\${AWS::Region}:\${AWS::AccountId}:collection/${collectionId}`;
}
