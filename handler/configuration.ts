import * as v from "valibot";

const schema = v.object({
  /** Table with one item per registered face. */
  TABLE: v.pipe(v.string(), v.nonEmpty()),
  /** Table with one item per picture. */
  PICTURES_TABLE: v.pipe(v.string(), v.nonEmpty()),
  COLLECTION_ID: v.pipe(v.string(), v.nonEmpty()),
  /** Whether a picture registers its largest face or each of its faces. */
  FACE_POLICY: v.picklist(["largest", "all"]),
});

/** The names that the stack gives to the function; a wrong one fails the start of the environment. */
export const configuration = readConfiguration(process.env);

function readConfiguration(environment: NodeJS.ProcessEnv): v.InferOutput<typeof schema> {
  const parsed = v.safeParse(schema, environment);
  if (!parsed.success) {
    const names = [...new Set(parsed.issues.map((issue) => v.getDotPath(issue)))].join(", ");
    throw new Error(`The function's variables ${names} are missing or wrong. The stack sets them; deploy it again.`);
  }
  return parsed.output;
}
