import { runsInImage } from "../config/process-environment.ts";
import type { Connection } from "../pipeline/connection.ts";
import type { Resources } from "../pipeline/resources.ts";
import { called } from "./called.ts";
import type { Style } from "./output-sink.ts";

/** A picture that every clone has. */
const EXAMPLE = "fixtures/pictures/nora-lind.jpg";

/** What is shown once an environment is ready: where everything is, and what to do next. */
export function readyLines(
  connection: Connection,
  resources: Resources,
  options: { startMs: number; state: string; watches: boolean; hostEndpoint?: string | undefined },
  style: Style,
): string[] {
  const endpoint = options.hostEndpoint ?? connection.endpoint;
  const aws = `aws --endpoint-url ${endpoint}`;
  return [
    `${style.green("ready")} in ${(options.startMs / 1000).toFixed(1)} s at ${style.bold(endpoint)}  ${style.dim(`(region ${connection.region}, keys test/test, state ${options.state})`)}`,
    "",
    `  bucket      ${resources.bucket}`,
    `  tables      ${resources.table}, ${resources.picturesTable}`,
    `  collection  ${resources.collection}`,
    `  log group   ${resources.logGroup}`,
    "",
    runsInImage() ? `  upload      cp ${EXAMPLE} fixtures/inbox/` : `  upload      ${called(`upload ${EXAMPLE}`)}`,
    `     or       ${aws} s3 cp ${EXAMPLE} s3://${resources.bucket}/`,
    ...(options.watches
      ? [
          ...(runsInImage() ? [] : [`     or       copy it into fixtures/inbox/`]),
          `  edit        handler/ or infra/: the next picture runs what you save`,
        ]
      : []),
    `  then        ${called("rows | pictures | logs | who PICTURE")}`,
    `  stop        ${runsInImage() ? "docker compose down -v" : "Ctrl-C"}`,
    "",
  ];
}

/** What is shown of an endpoint that has no stack yet. */
export function emptyLines(connection: Connection, style: Style): string[] {
  return [
    `${style.green("ready")} at ${style.bold(connection.endpoint)}, with nothing deployed.`,
    `  AWS_ENDPOINT_URL=${connection.endpoint} AWS_REGION=${connection.region} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test`,
    "",
  ];
}

/** The connection as `--json` tells it, without its token, and what AWS clients note in the credentials that they were given. */
export function readyValue({ credentials, ...rest }: Connection): Connection {
  const { controlToken: _, extensions: _extensions, ...connection } = rest;
  const { accessKeyId, secretAccessKey } = credentials;
  return { ...connection, credentials: { accessKeyId, secretAccessKey } };
}
