import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { setTimeout as sleep } from "node:timers/promises";
import { STACK } from "../app/pipeline-stack.ts";
import { UsageError } from "../config/command-line.ts";
import { confirm } from "../output/confirm.ts";
import { doneLine, paidCalls, paidText, planLines } from "../output/reconcile-lines.ts";
import { type Connection, rekognitionConnection } from "../pipeline/connection.ts";
import { carryOut } from "../pipeline/reconcile/mend.ts";
import { type Plan, planMends } from "../pipeline/reconcile/plan.ts";
import { type SurveyClients, survey } from "../pipeline/reconcile/survey.ts";
import { findResources } from "../pipeline/find-resources.ts";
import type { Resources } from "../pipeline/resources.ts";
import type { Command, CommandContext } from "./command.ts";
import { ENDPOINT_OPTION, runningConnection } from "./running.ts";

/** What is wrong has to be wrong twice, so long apart, in milliseconds: an upload may be under way. */
const SECOND_LOOK_MS = 3000;
/** What a mend leaves over is another one's: a face that was listed by nobody and is now, for one. */
const MOST_ROUNDS = 3;

/** `doppelface reconcile`: bucket, tables and collection, brought together by plain AWS calls. */
export const reconcile: Command = {
  name: "reconcile",
  summary: "Find and fix where faces and rows do not agree with what lies in the bucket.",
  usage: "reconcile [--dry-run] [--aws [--region R] [--stack NAME] [--yes]] [--json]",
  details: [
    "Every current picture that Rekognition accepts has exactly its faces and rows; nothing else has any. What breaks",
    "this is shown first, then fixed: the function gets the event of a picture once more, and faces and rows that",
    "the items of our own tables name are deleted. Other faces of the collection are left alone. It is for a",
    "pipeline at rest: first `doppelface redrive` for events that failed. Each picture that is registered is one paid",
    "call of IndexFaces on AWS, which is asked about. Exit code 0 if everything agrees in the end.",
  ].join("\n"),
  options: {
    "dry-run": { type: "boolean", description: "Show what would be done, and do nothing; exit code 1 if there is any" },
    aws: {
      type: "boolean",
      description: "The stack on AWS, with your own credentials, instead of an environment here",
    },
    region: {
      type: "string",
      value: "R",
      description: "With --aws: its Region; default: AWS_REGION, or the profile's",
    },
    stack: { type: "string", value: "NAME", description: `Name of the stack; default: ${STACK}` },
    yes: { type: "boolean", short: "y", description: "With --aws: do not ask" },
    ...ENDPOINT_OPTION,
  },
  async run(context) {
    const { values, output } = context;
    const connection = connectionOf(context);
    const resources = await findResources(connection, typeof values["stack"] === "string" ? values["stack"] : STACK);
    const clients = {
      s3: new S3Client(connection),
      dynamodb: new DynamoDBClient(connection),
      rekognition: new RekognitionClient(rekognitionConnection(connection)),
      lambda: new LambdaClient(connection),
    };
    try {
      let plan = await look(clients, resources);
      for (let round = 1; plan.mends.length > 0 && round <= MOST_ROUNDS; round++) {
        output.result({ plan: plan.mends, otherFaces: plan.others, paidCalls: paidCalls(plan) }, planLines(plan));
        if (values["dry-run"] === true) return 1;
        if (values["aws"] === true && !(await agreed(context, connection, plan))) {
          output.result({ fixed: false }, ["Nothing was done."]);
          return 1;
        }
        await carryOut(clients, resources, plan.mends, (mend, error) =>
          output.result({ mend, error }, [doneLine(mend, error, output.style)]),
        );
        plan = await look(clients, resources);
      }
      output.result({ agrees: plan.mends.length === 0, otherFaces: plan.others }, [
        ...planLines(plan),
        plan.mends.length === 0
          ? `${output.style.green("ok")}  Every current picture has its faces and rows; nothing else has any.`
          : "This is still so. `doppelface logs` tells what the function does; `doppelface redrive` sends what failed.",
      ]);
      return plan.mends.length === 0 ? 0 : 1;
    } finally {
      for (const client of Object.values(clients)) client.destroy();
    }
  },
};

/** What two looks agree on. */
async function look(clients: SurveyClients, resources: Resources): Promise<Plan> {
  const first = planMends(await survey(clients, resources));
  if (first.mends.length === 0) return first;
  await sleep(SECOND_LOOK_MS);
  const second = planMends(await survey(clients, resources));
  const before = new Set(first.mends.map((mend) => JSON.stringify(mend)));
  return { ...second, mends: second.mends.filter((mend) => before.has(JSON.stringify(mend))) };
}

function connectionOf({ values, settings }: CommandContext): Partial<Connection> {
  if (values["aws"] !== true) return runningConnection({ values, settings });
  if (values["endpoint"] !== undefined) throw new UsageError("--endpoint is an environment here; leave --aws out.");
  return typeof values["region"] === "string" ? { region: values["region"] } : {};
}

async function agreed({ values }: CommandContext, connection: Partial<Connection>, plan: Plan): Promise<boolean> {
  if (values["yes"] === true) return true;
  const sts = new STSClient(connection);
  try {
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    const where = `account ${Account}, Region ${await sts.config.region()}`;
    const sure = await confirm(`Do this in ${where}? It makes ${paidText(plan)}.`);
    if (sure === undefined) throw new UsageError("Nobody is there to be asked: say --yes to do it.");
    return sure;
  } finally {
    sts.destroy();
  }
}
