import { handSigned } from "../../support/hand-signed.ts";
import { type Answer, type Truth, type Truths, from } from "../truth.ts";

/** What a client of each protocol reads an error in, whatever the service: the forms of botocore's parsers. */
const PARSERS = {
  where: "boto/botocore botocore/parsers.py: QueryParser, JSONParser, RestJSONParser, RestXMLParser",
  when: "2026-12-01",
};

const FORM = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
const calling = (service: string, headers: Record<string, string>, body: string): Truth["ask"] => {
  return (aws) => aws.raw(handSigned(aws.config.endpoint, { method: "POST", headers, body }, { service }));
};
const named = (service: string, type: RegExp): Answer => ({
  code: "UnknownService",
  message: new RegExp(`'${service}'|&apos;${service}&apos;`),
  headers: { "content-type": type },
});

const queries = ["sns", "ses", "ec2", "rds", "autoscaling", "elasticache"].map((service) => [
  `an operation of ${service}, in the form of the query protocol`,
  { ask: calling(service, FORM, "Action=ListTopics&Version=2010-03-31"), answer: named(service, /xml/) },
]);

export const TRUTHS: Truths = {
  service: "others",
  truths: [
    ...from(PARSERS, {
      ...(Object.fromEntries(queries) as Parameters<typeof from>[1]),
      "an operation of events, in the form of awsJson": {
        ask: calling(
          "events",
          { "x-amz-target": "AWSEvents.ListRules", "content-type": "application/x-amz-json-1.1" },
          "{}",
        ),
        answer: named("events", /json/),
      },
      "an operation of apigateway, in the form of REST and JSON": {
        ask: calling("apigateway", {}, ""),
        answer: { status: 400, headers: { "content-type": /json/, "x-amzn-errortype": "UnknownService" } },
      },
    }),
  ],
};
