import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CliRun, runCli } from "./run-cli.ts";

let folder: string;
let run: CliRun;

const zipped = (word: string) =>
  zipSync({
    "index.mjs": strToU8(
      `export const handler = async ({ name }) => { console.log("for", name); return \`${word} \${name}\`; };`,
    ),
  });
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const logs = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "*" }],
});

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "doppelface-test-"));
  writeFileSync(join(folder, "hello.zip"), zipped("hello"));
  writeFileSync(join(folder, "bye.zip"), zipped("bye"));
  run = runCli(
    `
    say() { sed "s/^/$1: /"; }
    aws sts get-caller-identity --query Account --output text | say account

    aws dynamodb create-table --table-name cli --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH > table.json
    aws dynamodb wait table-exists --table-name cli
    for name in ada ben eva; do aws dynamodb put-item --table-name cli --item '{"pk": {"S": "'$name'"}}'; done
    aws dynamodb scan --table-name cli --page-size 1 --max-items 2 --query 'length(Items)' | say scanned
    aws dynamodb update-item --table-name cli --key '{"pk": {"S": "ada"}}' --update-expression 'SET n = :n' --expression-attribute-values '{":n": {"N": "7"}}' --return-values ALL_NEW --query Attributes.n.N --output text | say updated
    aws dynamodb put-item --table-name cli --item '{"pk": {"S": "ada"}}' --condition-expression 'attribute_not_exists(pk)' 2>&1 | say refused
    aws dynamodb delete-table --table-name cli --query TableDescription.TableStatus --output text | say deleted

    aws iam create-role --role-name cli --assume-role-policy-document '${trust}' --query Role.Arn --output text > role.txt
    aws iam put-role-policy --role-name cli --policy-name logs --policy-document '${logs}'
    aws lambda create-function --function-name cli --runtime nodejs24.x --handler index.handler --role "$(cat role.txt)" --zip-file fileb://hello.zip --query State --output text | say created
    aws lambda wait function-active-v2 --function-name cli
    aws lambda invoke --function-name cli --payload '{"name": "nora"}' --log-type Tail --query LogResult --output text out.json | base64 -d | say tail
    say answer < out.json; echo
    aws lambda update-function-code --function-name cli --zip-file fileb://bye.zip --query LastUpdateStatus --output text | say update
    aws lambda wait function-updated --function-name cli
    aws lambda invoke --function-name cli --payload '{"name": "nora"}' out.json > /dev/null
    say answer < out.json; echo
    curl -sS -o code.zip "$(aws lambda get-function --function-name cli --query Code.Location --output text)"
    unzip -l code.zip 2> /dev/null | grep -o index.mjs | say code
    aws logs filter-log-events --log-group-name /aws/lambda/cli --filter-pattern '"for nora"' --query 'length(events)' | say lines
    aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name Invocations --dimensions Name=FunctionName,Value=cli --start-time "$(date -u -d '-10 minutes' +%FT%TZ)" --end-time "$(date -u -d '+2 minutes' +%FT%TZ)" --period 3600 --statistics Sum --query 'Datapoints[0].[Sum,Unit]' --output text | say invocations
    aws lambda delete-function --function-name cli

    aws cloudwatch put-metric-alarm --alarm-name cli --namespace Cli --metric-name Tries --statistic Sum --period 60 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold
    aws cloudwatch put-metric-data --namespace Cli --metric-name Tries --value 2
    aws cloudwatch describe-alarms --alarm-names cli --query 'MetricAlarms[0].[StateValue,StateReason]' --output text | say alarm
    aws cloudwatch describe-alarm-history --alarm-name cli --query 'AlarmHistoryItems[-1].HistorySummary' --output text | say history
    sqs="aws sqs --endpoint-url $AWS_ENDPOINT_URL"
    queue=$($sqs create-queue --queue-name cli --query QueueUrl --output text)
    $sqs send-message --queue-url $queue --message-body 'to the queue' > message.json
    $sqs receive-message --queue-url $queue --query 'Messages[0].Body' --output text | say message
    aws ssm put-parameter --name /cli/url --type String --value 'text for ssm' --query Version --output text | say version
    aws ssm get-parameters-by-path --path /cli --query 'Parameters[0].Value' --output text | say parameter`,
    folder,
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const said = (name: string) => [...run.output.matchAll(new RegExp(`^${name}: (.*)$`, "gm"))].map(([, text]) => text);

test("every command of the CLI succeeds but the one that should not", () => {
  expect(run.output.match(/An error occurred.*/g)).toEqual([
    "An error occurred (ConditionalCheckFailedException) when calling the PutItem operation: The conditional request failed",
  ]);
  expect(run.status).toBe(0);
});

test("tables and items are made, read in pages, changed and removed", () => {
  expect(said("scanned")).toEqual(["2"]);
  expect(said("updated")).toEqual(["7"]);
  expect(said("deleted")).toEqual(["DELETING"]);
});

test("a function is made, run with the end of its log, changed and downloaded", () => {
  expect(said("created")).toEqual(["Pending"]);
  expect(said("tail").join("\n")).toMatch(/^START RequestId: [^]*for nora[^]*\nREPORT RequestId: /);
  expect(said("answer")).toEqual(['"hello nora"', '"bye nora"']);
  expect(said("code")).toEqual(["index.mjs"]);
  expect(said("lines")).toEqual(["2"]);
});

test("metrics raise an alarm, and queues and parameters hold what was put", () => {
  expect(said("invocations")).toEqual([expect.stringMatching(/^2(\.0)?\tCount$/)]);
  expect(said("alarm").join()).toMatch(/^ALARM\tThreshold Crossed: 1 datapoint \[2\.0 \(/);
  expect(said("history")).toEqual(['Alarm "cli" created']);
  expect(said("message")).toEqual(["to the queue"]);
  expect([said("version"), said("parameter")]).toEqual([["1"], ["text for ssm"]]);
});
