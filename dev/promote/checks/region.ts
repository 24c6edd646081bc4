import type { Check } from "../context.ts";
import type { Finding } from "../report.ts";
import { resourcesOf } from "../template.ts";

/**
 * Where Rekognition's face operations are: the service endpoints of the AWS General Reference
 * (docs.aws.amazon.com/general/latest/gr/rekognition.html), as botocore 1.43.11 has them in `endpoints.json`.
 */
const REKOGNITION_REGIONS: ReadonlySet<string> = new Set([
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "il-central-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-gov-west-1",
  "us-west-1",
  "us-west-2",
]);

/** A policy that lets a function ask Rekognition, which it does where it runs. */
const ASKS = /"rekognition:/i;

/** What must be in one region: Rekognition reads pictures from buckets of its own region only. */
const TOGETHER = ["AWS::S3::Bucket", "AWS::Rekognition::Collection"];

/** Rekognition is in the region, and everything that has to be together is. */
export const checkRegion: Check = {
  title: "Region",
  run: ({ templates, assembly, target: { name, why } }) => {
    const { region } = name;
    if (region === undefined) return { findings: [], notMade: why ?? "No region is known." };
    const places = assembly.stacks.map(({ name: stack, region: own }) => ({ stack, region: own ?? region }));
    const regionOf = (stack: string): string => places.find((place) => place.stack === stack)?.region ?? region;
    const findings: Finding[] = [];
    const used = new Map<string, string[]>();
    for (const template of templates) {
      const at = regionOf(template.stack);
      for (const type of TOGETHER) {
        for (const { logicalId } of resourcesOf(template, type)) {
          used.set(at, [...(used.get(at) ?? []), `${logicalId} (${type}) of ${template.stack}`]);
        }
      }
      const asks = resourcesOf(template, "AWS::Rekognition::Collection").length > 0 || ASKS.test(template.text);
      if (asks && !REKOGNITION_REGIONS.has(at)) {
        findings.push({
          level: "error",
          text: `Rekognition is not in ${at}, where ${template.stack} goes.`,
          next: `Choose a region that has it: ${[...REKOGNITION_REGIONS].join(", ")}.`,
        });
      }
    }
    if (used.size > 1) {
      const parts = [...used].map(([at, what]) => `${at}: ${what.join(", ")}`);
      findings.push({
        level: "error",
        text: `Buckets and collections are in more than one region (${parts.join("; ")}).`,
        next: "Rekognition reads pictures from buckets of its own region only: put both into one.",
      });
    }
    return { looked: `${region}: Rekognition, the bucket and the collection`, findings };
  },
};
