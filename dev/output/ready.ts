import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { INBOX } from "../config/inbox-folder.ts";
import { IS_REPOSITORY, PACKAGE, PROJECT } from "../config/project.ts";
import { runsInImage } from "../config/process-environment.ts";
import type { Connection } from "../pipeline/connection.ts";
import type { Resources } from "../pipeline/resources.ts";
import { called } from "./called.ts";
import { fitted } from "./fit.ts";
import type { Style } from "./output-sink.ts";

/** A picture that is there. */
const EXAMPLE = IS_REPOSITORY
  ? "fixtures/pictures/nora-lind.jpg"
  : relative(process.cwd(), join(PACKAGE, "fixtures", "pictures", "nora-lind.jpg"));

/** What is shown once an environment is ready: where everything is, and what to do next. */
export function readyLines(
  connection: Connection,
  resources: Resources,
  options: {
    startMs: number;
    state: string;
    watches: boolean;
    hostEndpoint?: string | undefined;
    console?: string | undefined;
    /** Where the sources of an app are that is not the one of `infra/`. */
    sources?: string | undefined;
  },
  style: Style,
  columns?: number,
): string[] {
  const endpoint = options.hostEndpoint ?? connection.endpoint;
  const aws = `aws --endpoint-url ${endpoint}`;
  const { bucket } = resources.toJSON();
  return [
    `${style.green("ready")} in ${(options.startMs / 1000).toFixed(1)} s at ${style.bold(endpoint)}  ${style.dim(`(region ${connection.region}, keys test/test, state ${options.state})`)}`,
    "",
    ...placeLines(resources),
    "",
    ...(bucket === undefined ? [] : uploadLines(`${aws} s3 cp ${EXAMPLE} s3://${bucket}/`, options.watches, columns)),
    ...(options.watches
      ? [
          options.sources === undefined
            ? "  edit        handler/ or infra/: the next picture runs what you save"
            : `  edit        ${options.sources}: the next event runs what you save`,
        ]
      : []),
    ...(options.console === undefined ? [] : [`  look        ${style.bold(options.console)}`]),
    `  then        ${called(`rows${resources.picturesTableIfAny === undefined ? "" : " | pictures"} | logs | who PICTURE`)}`,
    `  stop        ${runsInImage() ? "docker compose down -v" : "Ctrl-C"}`,
    "",
  ];
}

/** How a picture gets into the bucket. @param command that of the AWS CLI */
function uploadLines(command: string, watches: boolean, columns: number | undefined): string[] {
  const hasInbox = watches && !runsInImage() && existsSync(join(PROJECT, INBOX));
  return [
    runsInImage() ? `  upload      cp ${EXAMPLE} fixtures/inbox/` : `  upload      ${called(`upload ${EXAMPLE}`)}`,
    ...commandLines(`     or       ${command}`, columns),
    ...(hasInbox ? [`     or       copy it into ${INBOX}/`] : []),
  ];
}

/** A command that can be copied where it takes several lines, too. */
function commandLines(command: string, columns: number | undefined): string[] {
  const lines = fitted(command, columns === undefined ? undefined : columns - 2);
  return lines.map((line, index) => (index === lines.length - 1 ? line : `${line} \\`));
}

/** What the stacks hold, a line a kind; those of which there are none are left out. */
function placeLines({ found }: Resources): string[] {
  const kinds: (readonly [one: string, several: string, names: readonly string[]])[] = [
    ["bucket", "buckets", found.buckets.map(({ name }) => name)],
    ["table", "tables", tablesInOrder(found)],
    ["collection", "collections", found.collections],
    ["log group", "log groups", found.functions.map(({ logGroup }) => logGroup)],
  ];
  return kinds.flatMap(([one, several, names]) =>
    names.length === 0 ? [] : [`  ${(names.length === 1 ? one : several).padEnd(11)} ${names.join(", ")}`],
  );
}

/** The table of pictures last. */
function tablesInOrder({ tables }: Resources["found"]): string[] {
  return tables.toSorted((a, b) => Number(a.isOfPictures) - Number(b.isOfPictures)).map(({ name }) => name);
}

/** What is shown of an endpoint that has no stack yet. */
export function emptyLines(connection: Connection, style: Style): string[] {
  return [
    `${style.green("ready")} at ${style.bold(connection.endpoint)}, with nothing deployed.`,
    `  AWS_ENDPOINT_URL=${connection.endpoint} AWS_REGION=${connection.region} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test`,
    "",
  ];
}

/**
 * The connection as `--json` tells it, without its token, and what AWS clients note in the credentials that they were
 * given.
 */
export function readyValue({ credentials, ...rest }: Connection): Connection {
  const { controlToken: _, extensions: _extensions, ...connection } = rest;
  const { accessKeyId, secretAccessKey } = credentials;
  return { ...connection, credentials: { accessKeyId, secretAccessKey } };
}
