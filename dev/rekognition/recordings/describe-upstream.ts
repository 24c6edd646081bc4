import { Upstream, type UpstreamOptions, awsEndpoint } from "./upstream.ts";

/** Hosts of AWS's own endpoints. */
const AWS = /\.amazonaws\.com(\.cn)?$/;

/** What somebody should know before calls go to an upstream: where, on whose account, at what price. */
export async function describeUpstream(options: UpstreamOptions): Promise<string[]> {
  const upstream = new Upstream(options);
  try {
    const region = await upstream.region();
    const isAws = options.url === undefined || AWS.test(new URL(options.url).hostname);
    return [
      `Rekognition's calls go to ${options.url ?? "AWS"}, Region ${region}, signed with your own credentials.`,
      ...(isAws ? await accountLines(region) : ["Its account and its prices are its own."]),
      `Collections are named ${options.prefix}…; at most ${options.maxCalls} calls (--max-calls).`,
    ];
  } finally {
    await upstream.close();
  }
}

async function accountLines(region: string): Promise<string[]> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const sts = new STSClient({ region, endpoint: awsEndpoint("sts", region) });
  try {
    const { Account = "", Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    return [
      `Account ${Account}, as ${Arn}.`,
      "It costs money: IndexFaces, CompareFaces, searches and AssociateFaces are billed in Rekognition Image's group 1,",
      "DetectFaces in group 2, each call as one image, stored faces by month. https://aws.amazon.com/rekognition/pricing/",
    ];
  } catch (error) {
    throw new Error(`AWS does not say whose account this would be (${region}), so nothing is sent to it.`, {
      cause: error,
    });
  } finally {
    sts.destroy();
  }
}
