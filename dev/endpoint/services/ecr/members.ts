import * as v from "valibot";

/** Name of a repository, 2–256 characters. */
export const RepositoryName = v.pipe(
  v.string(),
  v.minLength(2),
  v.maxLength(256),
  v.regex(/^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/),
);

/** The account whose registry is meant; the caller's own where it is absent. Another one is refused, as its ARN is. */
export const RegistryId = v.optional(v.pipe(v.string(), v.regex(/^\d{12}$/)));

/** What most operations name. */
export const onOne = { repositoryName: RepositoryName, registryId: RegistryId };

/** Up to 50 tags. */
export const Tags = v.pipe(
  v.array(
    v.object({
      Key: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
      Value: v.pipe(v.string(), v.maxLength(256)),
    }),
  ),
  v.maxLength(50),
);

/** Whether a tag can be given to another image. */
export const Mutability = v.picklist(["MUTABLE", "IMMUTABLE"]);

/** Whether images are scanned when they are pushed. */
export const Scanning = v.object({ scanOnPush: v.optional(v.boolean(), false) });

/** JSON text of a policy. */
export const PolicyText = v.pipe(v.string(), v.minLength(1), v.maxLength(30_720));
