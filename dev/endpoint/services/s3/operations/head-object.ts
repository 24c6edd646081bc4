import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { checkReadConditions } from "../conditions.ts";
import type { S3Context } from "../context.ts";
import { findVersion } from "../find-version.ts";
import { type ObjectDescription, READ_MEMBERS, describeVersion, overridesOf } from "../object-members.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";
import { rangeOf, readPermissions, shownChecksums } from "./get-object.ts";

const Input = v.object({ ...OBJECT_MEMBERS, ...READ_MEMBERS });

type Input = v.InferOutput<typeof Input>;

/** What HeadObject answers. */
export type HeadObjectOutput = ObjectDescription & {
  readonly ContentLength: number;
  readonly ContentRange: string | undefined;
  readonly PartsCount: number | undefined;
};

/** Describes an object as GetObject does, without its body. */
export function headObject(context: S3Context): Operation<Input, HeadObjectOutput> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: (input) => readPermissions(input),
    run: (input, call) =>
      context.host.state.read(() => {
        const { version, versioning } = findVersion(context, input, call);
        checkReadConditions(input, version);
        const range = rangeOf(context, input, version);
        return {
          ...describeVersion(version, versioning, shownChecksums(input, version, range)),
          ...overridesOf(input),
          ContentLength: range === undefined ? version.size : range.end - range.start + 1,
          ContentRange: range === undefined ? undefined : `bytes ${range.start}-${range.end}/${version.size}`,
          PartsCount: input.PartNumber === undefined ? undefined : version.meta.PartsCount,
        };
      }),
  };
}
