import { createHmac } from "node:crypto";
import { ServiceError } from "../../../errors.ts";
import { ALGORITHM, equal, hmac, signingKey } from "../../../http/protocol/sigv4.ts";
import type { OlderSignature } from "../../../service.ts";
import { denied, invalidArgument } from "../errors.ts";

/** The fields of a signature, as S3 names the one that is missing. */
const VERSION_4 = ["X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date"];
const VERSION_2 = ["Signature", "AWSAccessKeyId"];

type Fields = ReadonlyMap<string, string>;

/**
 * The signature of a form, which is over its policy alone. Throws `InvalidArgument` where one of its fields is missing,
 * `AccessDenied` where all are.
 * @param region of the bucket, for version 2, which names none
 */
export function readFormSignature(fields: Fields, region: string): OlderSignature {
  requireField(fields, "key");
  const policy = fields.get("policy");
  const isVersion4 = VERSION_4.some((name) => fields.has(name.toLowerCase()));
  const isVersion2 = !isVersion4 && VERSION_2.some((name) => fields.has(name.toLowerCase()));
  // A bucket that everybody may write to is not to be had here.
  if (policy === undefined || (!isVersion4 && !isVersion2)) throw denied();
  for (const name of isVersion4 ? VERSION_4 : VERSION_2) requireField(fields, name);
  return isVersion4 ? version4(fields, policy) : version2(fields, policy, region);
}

function version4(fields: Fields, policy: string): OlderSignature {
  if (fields.get("x-amz-algorithm") !== ALGORITHM) {
    throw invalidArgument(`X-Amz-Algorithm must be ${ALGORITHM}`, "X-Amz-Algorithm", fields.get("x-amz-algorithm"));
  }
  const credential = fields.get("x-amz-credential") ?? "";
  const scope = /^(.+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(credential);
  if (scope === null) {
    throw new ServiceError(
      "AuthorizationQueryParametersError",
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  const [, accessKeyId = "", date = "", region = ""] = scope;
  return {
    accessKeyId,
    sessionToken: fields.get("x-amz-security-token"),
    region,
    check(secret) {
      if (secret === undefined) return;
      const expected = hmac(signingKey(secret, { date, region, service: "s3" }), policy).toString("hex");
      if (!equal(expected, fields.get("x-amz-signature") ?? "")) throw mismatch();
    },
  };
}

function version2(fields: Fields, policy: string, region: string): OlderSignature {
  return {
    accessKeyId: fields.get("awsaccesskeyid") ?? "",
    sessionToken: fields.get("x-amz-security-token"),
    region,
    check(secret) {
      if (secret === undefined) return;
      const expected = createHmac("sha1", secret).update(policy).digest("base64");
      if (!equal(expected, fields.get("signature") ?? "")) throw mismatch();
    },
  };
}

function requireField(fields: Fields, name: string): void {
  if (fields.has(name.toLowerCase())) return;
  throw invalidArgument(
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    name,
    "",
  );
}

function mismatch(): ServiceError {
  return new ServiceError(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    { status: 403 },
  );
}
