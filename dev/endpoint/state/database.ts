import { DatabaseSync, type StatementSync } from "node:sqlite";

/** One SQLite connection with cached statements and nested transactions. Used from the main thread only. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  /**
   * @param file path, or `:memory:`
   * @param durability `process`: a commit survives a killed process; `disk`: it survives power loss
   */
  constructor(file: string, durability: "process" | "disk") {
    this.#db = new DatabaseSync(file);
    this.#db.exec("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;");
    this.#db.exec(
      durability === "disk"
        ? "PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON;"
        : "PRAGMA synchronous=NORMAL;",
    );
  }

  /** A prepared statement, kept for the next time. Write the SQL as a constant, with `?` for values. */
  sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#db.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  /** Runs statements that return nothing, such as a schema. */
  exec(text: string): void {
    this.#db.exec(text);
  }

  /**
   * Runs `work` in a transaction, or in a savepoint where one is open: what throws is undone, and only that.
   * `work` is synchronous; an await inside would mix two requests' transactions.
   */
  transaction<Result>(work: () => Result): Result {
    const depth = this.#depth++;
    this.sql(depth === 0 ? "BEGIN IMMEDIATE" : `SAVEPOINT s${depth}`).run();
    try {
      const result = work();
      this.sql(depth === 0 ? "COMMIT" : `RELEASE s${depth}`).run();
      return result;
    } catch (error) {
      // On a full disk SQLite undoes the whole transaction by itself, with everything that is open in it.
      if (this.inTransaction) this.#undo(depth);
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** Whether a transaction is open. */
  get inTransaction(): boolean {
    return this.#db.isTransaction;
  }

  #undo(depth: number): void {
    this.sql(depth === 0 ? "ROLLBACK" : `ROLLBACK TO s${depth}`).run();
    if (depth > 0) this.sql(`RELEASE s${depth}`).run();
  }

  /** Closes the file; the write-ahead log is folded into it. */
  close(): void {
    this.#statements.clear();
    this.#db.close();
  }
}
