import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { type Truths, from, localstack } from "../truth.ts";

export const TRUTHS: Truths = {
  service: "SSM",
  truths: from(localstack("ssm/test_ssm", "TestSSM::test_get_parameter_by_arn", "2024-07-16"), {
    "GetParameter by its ARN": {
      async ask({ ssm, name: Name }) {
        await ssm.send(new PutParameterCommand({ Name, Value: "test", Type: "String" }));
        const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
        return ssm.send(new GetParameterCommand({ Name: Parameter?.ARN }));
      },
      answer: {
        status: 200,
        members: {
          Parameter: {
            ARN: /^arn:aws:ssm:us-east-1:\d{12}:parameter\/truth-\d+$/,
            DataType: "text",
            Name: /^truth-\d+$/,
            Type: "String",
            Value: "test",
            Version: 1,
          },
        },
      },
    },
  }),
};
