/** What a name of a folder with code looks like. */
const FOLDER = /^(?:[0-9a-f]{64}|not-imported)$/;

/** The folders in `functions` that rows name. A function may write into its own while it runs. */
export const CODE_FOLDERS = {
  folder: "functions",
  sql: `SELECT DISTINCT body ->> '$.code.folder' AS name FROM lambda_function
        WHERE instr(body ->> '$.code.folder', '/') = 0`,
  named: `SELECT body ->> '$.code.folder' AS name FROM lambda_function WHERE instr(body ->> '$.code.folder', '/') <> 1
          UNION ALL SELECT body ->> '$.hotReload' FROM lambda_function WHERE substr(body ->> '$.hotReload', 1, 1) <> '/'`,
  pattern: FOLDER,
  immutable: false,
};

/** Those of published versions. */
export const VERSION_FOLDERS = {
  folder: "functions",
  table: "lambda_version",
  sql: `SELECT DISTINCT body ->> '$.code.folder' AS name FROM lambda_version
        WHERE instr(body ->> '$.code.folder', '/') = 0`,
  named: `SELECT body ->> '$.code.folder' AS name FROM lambda_version WHERE instr(body ->> '$.code.folder', '/') <> 1`,
  pattern: FOLDER,
  immutable: false,
};

const LAYERS_OF = (table: string): string =>
  `SELECT account, value ->> '$.folder' AS name FROM ${table}, json_each(${table}.body, '$.settings.Layers')`;

/** Those of the layers of functions, whose own layer may be gone. */
export const FUNCTION_LAYER_FOLDERS = layerFolders("lambda_function", LAYERS_OF("lambda_function"));

/** Those of the layers of published versions. */
export const VERSION_LAYER_FOLDERS = layerFolders("lambda_version", LAYERS_OF("lambda_version"));

/** Those of layers. */
export const LAYER_FOLDERS = layerFolders(
  "lambda_layer_version",
  "SELECT account, body ->> '$.code.folder' AS name FROM lambda_layer_version",
);

/** Every folder that is in use, in the column `name`, with the account that uses it. */
export const USED_FOLDERS: readonly string[] = [
  "SELECT account, body ->> '$.code.folder' AS name FROM lambda_function",
  "SELECT account, body ->> '$.code.folder' AS name FROM lambda_version",
  "SELECT account, body ->> '$.code.folder' AS name FROM lambda_layer_version",
  LAYERS_OF("lambda_function"),
  LAYERS_OF("lambda_version"),
];

/**
 * A folder of another machine, or one that somebody else has named, is not run in place after an import: the function
 * has the code again that was deployed, or none.
 */
export const CODE_IN_PLACE = {
  table: "lambda_function",
  sql: `UPDATE lambda_function SET body = json_remove(
          CASE instr(body ->> '$.code.folder', '/') WHEN 0 THEN body
          ELSE json_set(body, '$.code.folder', 'not-imported') END, '$.hotReload')
        WHERE body ->> '$.hotReload' IS NOT NULL OR instr(body ->> '$.code.folder', '/') > 0`,
  notes: `SELECT 'The function ' || name || ' ran the code in ' || (body ->> '$.code.folder') ||
            ' in place, which an import does not take: put its code again.' AS note
          FROM lambda_function WHERE instr(body ->> '$.code.folder', '/') > 0`,
};

/** The same for a version that was published of such a function. */
export const VERSIONS_IN_PLACE = {
  table: "lambda_version",
  sql: `UPDATE lambda_version SET body = json_set(body, '$.code.folder', 'not-imported')
        WHERE instr(body ->> '$.code.folder', '/') > 0`,
};

function layerFolders(table: string, sql: string) {
  const named = `SELECT DISTINCT name FROM (${sql})`;
  return { folder: "functions", table, sql: named, named, pattern: FOLDER, immutable: false };
}
