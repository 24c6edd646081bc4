/** A folder, or a file, that is one thing to whoever looks for something. */
export interface Room {
  /**
   * Below the project; `/*.ts` where a folder's own files are meant alone. The longest that holds a file is its room.
   */
  readonly at: string;
  readonly holds: string;
}

/** Rooms that know the floors below them, and neither each other nor what is above. */
export interface Floor {
  readonly name: string;
  readonly rooms: readonly Room[];
}

/**
 * The map of the project, from the ground up: what a room may import lies on a lower floor. Rekognition is a service
 * like the others, and lies outside of the endpoint all the same, since it also stands alone, beside another emulator.
 */
export const FLOORS: readonly Floor[] = [
  {
    name: "Ground",
    rooms: [
      { at: "infra", holds: "the CDK app: the only list of resources" },
      { at: "handler", holds: "what runs on AWS: one file a step, no endpoints, no code of `dev/`" },
      { at: "fixtures", holds: "drawn faces (code and rendered files), S3 events, recordings" },
      { at: "dev/config", holds: "the only reader of settings and of the environment; what a command line is" },
      { at: "dev/pipeline", holds: "upload, rows, pictures, logs, search: plain AWS calls that work on any endpoint" },
      { at: "dev/endpoint/state", holds: "the database and its files: writes, locks, schema, export and import" },
      { at: "dev/python", holds: "the Pythons of this machine, and environments with packages for them" },
      { at: "dev/endpoint/yaml", holds: "a template in YAML as the JSON that it stands for" },
      { at: "dev/endpoint/errors.ts", holds: "`ServiceError`: what a service answers with, in AWS's terms" },
      { at: "dev/node.mjs", holds: "runs a script on Node 24" },
      { at: "dev/docker", holds: "the image" },
    ],
  },
  {
    name: "Models",
    rooms: [{ at: "dev/endpoint/model", holds: "what AWS publishes of its services, and inputs checked by it" }],
  },
  {
    name: "Records",
    rooms: [
      { at: "dev/trace", holds: "the typed events of an upload, the one bus, and what is kept of them" },
      { at: "dev/app", holds: "what is run: kinds of apps, their stacks, assets, and functions with their sources" },
      { at: "dev/endpoint/identity", holds: "who calls, and the keys that the endpoint has handed out" },
      { at: "dev/endpoint/exchange", holds: "what services leave for each other: events for functions, metrics" },
    ],
  },
  {
    name: "Seams",
    rooms: [
      { at: "dev/endpoint/service.ts", holds: "what a service is, an operation, a call, and what a service is given" },
    ],
  },
  {
    name: "Shared",
    rooms: [
      { at: "dev/endpoint/service-definition.ts", holds: "what the endpoint knows of a service by its name" },
      { at: "dev/endpoint/services/patterns", holds: "wildcards, and patterns that end in time" },
      { at: "dev/endpoint/services/validation", holds: "AWS's texts for values that break a constraint" },
    ],
  },
  {
    name: "Wire",
    rooms: [{ at: "dev/endpoint/http/protocol", holds: "AWS's protocols, bodies, signatures" }],
  },
  {
    name: "Door",
    rooms: [
      { at: "dev/endpoint/http", holds: "the server, the steps of a request, the router, faults, `/_doppelface`" },
    ],
  },
  {
    name: "Services",
    rooms: [
      { at: "dev/endpoint/services/cloudformation", holds: "stacks over the other services" },
      { at: "dev/endpoint/services/cloudwatch", holds: "metrics and alarms" },
      { at: "dev/endpoint/services/dynamodb", holds: "tables and items" },
      { at: "dev/endpoint/services/ecr", holds: "repositories, as far as `cdk bootstrap` goes" },
      { at: "dev/endpoint/services/iam", holds: "roles, policies, their evaluation, what was used of them" },
      { at: "dev/endpoint/services/kms", holds: "keys that others name" },
      { at: "dev/endpoint/services/lambda", holds: "functions, their processes, the queue of events" },
      { at: "dev/endpoint/services/logs", holds: "log groups, streams and filters" },
      { at: "dev/endpoint/services/s3", holds: "buckets, objects, notifications" },
      { at: "dev/endpoint/services/sqs", holds: "standard queues" },
      { at: "dev/endpoint/services/ssm", holds: "parameters" },
      { at: "dev/endpoint/services/sts", holds: "who calls, and sessions" },
      { at: "dev/rekognition", holds: "operations, collections, the face model, modes, recordings" },
    ],
  },
  {
    name: "Assembly",
    rooms: [
      { at: "dev/endpoint/services/*.ts", holds: "the one list of services, and what is made of it" },
      {
        at: "dev/endpoint/endpoint-life.ts",
        holds: "start and stop: what depends on what, and in which order it ends",
      },
    ],
  },
  {
    name: "Console",
    rooms: [{ at: "dev/console", holds: "what the browser shows of an environment, and what it asks for" }],
  },
  {
    name: "Endpoint",
    rooms: [{ at: "dev/endpoint/endpoint.ts", holds: "puts the endpoint together" }],
  },
  {
    name: "Engines",
    rooms: [
      { at: "dev/engine", holds: "where AWS endpoints are and how they come up" },
      { at: "dev/gaps", holds: "writes the page of what is not there, of the code" },
      { at: "dev/package", holds: "what makes the package that other projects install" },
    ],
  },
  {
    name: "Tools",
    rooms: [
      { at: "dev/watch", holds: "saves of `handler/` and `infra/`, and pictures in the inbox, to the environment" },
      { at: "dev/promote", holds: "what would fail on AWS: one check a file" },
      { at: "dev/doctor", holds: "what is wrong on this machine" },
      { at: "dev/accuracy", holds: "how well the face model tells people apart, on labelled photographs" },
      { at: "dev/testing", holds: "`doppelface/testing`" },
      { at: "dev/shapes", holds: "writes the models of AWS's services, of botocore" },
    ],
  },
  {
    name: "Terminal",
    rooms: [{ at: "dev/output", holds: "the only one that prints" }],
  },
  {
    name: "Commands",
    rooms: [
      { at: "dev/commands", holds: "one verb a file; they hand their results to `dev/output`" },
      { at: "fixtures/recording", holds: "`npm run recordings`: a run whose answers are kept" },
    ],
  },
  { name: "Command line", rooms: [{ at: "dev/main.ts", holds: "finds the command and its options, and runs it" }] },
  { name: "Entry", rooms: [{ at: "dev/cli.mjs", holds: "`npx doppelface`" }] },
];
