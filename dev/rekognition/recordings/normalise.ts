import type { OperationName } from "../service-model.ts";
import { inputMembers } from "./model-shapes.ts";

/** What the service takes where a member is left out (documentation of each operation). */
const DEFAULTS: Readonly<Partial<Record<OperationName, Readonly<Record<string, unknown>>>>> = {
  AssociateFaces: { UserMatchThreshold: 75 },
  CompareFaces: { QualityFilter: "NONE", SimilarityThreshold: 80 },
  DetectFaces: { Attributes: ["DEFAULT"] },
  DetectLabels: { Features: ["GENERAL_LABELS"], MinConfidence: 55 },
  DetectModerationLabels: { MinConfidence: 50 },
  IndexFaces: { DetectionAttributes: ["DEFAULT"], QualityFilter: "AUTO" },
  SearchFaces: { FaceMatchThreshold: 80 },
  SearchFacesByImage: { FaceMatchThreshold: 80, QualityFilter: "NONE" },
  SearchUsers: { UserMatchThreshold: 80 },
  SearchUsersByImage: { QualityFilter: "NONE", UserMatchThreshold: 80 },
};

/** Lists whose order and repetitions mean nothing. */
const SETS: ReadonlySet<string> = new Set(["FaceIds", "Features", "TagKeys"]);

/** Members that name a trained model of the user's own account. */
export const MODEL_ARNS: readonly string[] = ["ProjectVersion", "ProjectVersionArn"];

const ARNS: ReadonlySet<string> = new Set(["ResourceArn", ...MODEL_ARNS]);

/**
 * Requests that mean the same get the same form: defaults are filled in, sets sorted, idempotency tokens (random at
 * each call) dropped. Pictures must have been replaced before.
 */
export function normaliseInput(operation: OperationName, input: Readonly<Record<string, unknown>>) {
  const params: Record<string, unknown> = { ...DEFAULTS[operation] };
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === null || name === "ClientRequestToken") continue;
    params[name] = normaliseMember(name, value);
  }
  return params;
}

/** The members of an operation that hold a picture. */
export function pictureMembers(operation: OperationName): string[] {
  return Object.entries(inputMembers(operation))
    .filter(([, shape]) => shape === "Image")
    .map(([name]) => name);
}

function normaliseMember(name: string, value: unknown): unknown {
  if (!Array.isArray(value)) return ARNS.has(name) ? withoutOwner(String(value)) : value;
  const items = [...new Set(value.map(String))].toSorted();
  if (name === "Attributes" || name === "DetectionAttributes") return attributeSet(items);
  return SETS.has(name) ? items : value;
}

/** `ALL` holds every other, and every other holds `DEFAULT`. */
function attributeSet(names: readonly string[]): string[] {
  if (names.includes("ALL")) return ["ALL"];
  const further = names.filter((name) => name !== "DEFAULT");
  return further.length === 0 ? ["DEFAULT"] : further;
}

/** An ARN without account and Region, which differ from one developer to the next. */
function withoutOwner(arn: string): string {
  return arn.replace(/^(arn:aws[\w-]*:rekognition):[^:]*:\d{12}:/, "$1:REGION:000000000000:");
}
