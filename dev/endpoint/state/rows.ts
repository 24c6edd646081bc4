import * as v from "valibot";

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** Reads a column. */
export type ColumnReader<Value> = (column: unknown) => Value;

/** A column of text. */
export const text: ColumnReader<string> = String;

/** A column of numbers. */
export const number: ColumnReader<number> = Number;

/** A column that holds JSON text of that shape. */
export function json<const Schema extends v.GenericSchema>(schema: Schema): ColumnReader<v.InferOutput<Schema>> {
  return (column) => v.parse(schema, JSON.parse(String(column)));
}

/** Makes a function that reads rows into objects; the member `createdAt` is read from the column `created_at`. */
export function rowReader<const Readers extends Readonly<Record<string, ColumnReader<unknown>>>>(
  readers: Readers,
): (row: Row) => { readonly [Member in keyof Readers]: ReturnType<Readers[Member]> } {
  const columns = Object.entries(readers).map(([member, read]) => ({
    member,
    column: member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    read,
  }));
  return (row) =>
    Object.fromEntries(columns.map(({ member, column, read }) => [member, read(row[column])])) as {
      readonly [Member in keyof Readers]: ReturnType<Readers[Member]>;
    };
}
