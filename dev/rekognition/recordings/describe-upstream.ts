import { Upstream, type UpstreamOptions } from "./upstream.ts";

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
      ...(isAws ? await accountLines(region) : []),
      `Collections are named ${options.prefix}…; at most ${options.maxCalls} calls (--max-calls).`,
      "The pictures that these calls are about are sent there.",
    ];
  } finally {
    await upstream.close();
  }
}

async function accountLines(region: string): Promise<string[]> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const sts = new STSClient({ region });
  try {
    const { Account = "", Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    return [
      `Account ${Account}, as ${Arn}.`,
      "It costs money: IndexFaces, CompareFaces, searches and AssociateFaces are billed in Rekognition Image's group 1,",
      "DetectFaces in group 2, each call as one image, stored faces by month. https://aws.amazon.com/rekognition/pricing/",
    ];
  } finally {
    sts.destroy();
  }
}
