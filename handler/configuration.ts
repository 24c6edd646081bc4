import * as v from "valibot";

/** The names that the stack gives to the function; a missing one fails the start of the environment. */
export const configuration = v.parse(
  v.object({
    /** Table with one item per registered face. */
    TABLE: v.string(),
    /** Table with one item per picture. */
    PICTURES_TABLE: v.string(),
    COLLECTION_ID: v.string(),
    /** Whether a picture registers its largest face or each of its faces. */
    FACE_POLICY: v.picklist(["largest", "all"]),
  }),
  process.env,
);
