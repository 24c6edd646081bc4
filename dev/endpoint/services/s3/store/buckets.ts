import type { Call } from "../../../service.ts";
import type { State } from "../../../state/state.ts";
import { S3Error, denied, noSuchBucket } from "../errors.ts";

/** A bucket. Its name is one over all accounts and regions, as on AWS. */
export interface BucketRow {
  readonly name: string;
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** What every operation on a bucket names. */
export interface BucketInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** State of a bucket's versioning; "" where it was never switched on. */
export type Versioning = "" | "Enabled" | "Suspended";

const COLUMNS = "name, account, region, created_at AS createdAt";

/** Buckets and their settings. Every method is synchronous: to be called inside `State.read` or `State.write`. */
export class Buckets {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  find(name: string): BucketRow | undefined {
    return this.#state.sql(`SELECT ${COLUMNS} FROM s3_bucket WHERE name = ?`).get(name) as BucketRow | undefined;
  }

  /** The bucket, if the caller's account owns it and calls its region. */
  require(input: BucketInput, call: Call): BucketRow {
    if (input.ExpectedBucketOwner !== undefined) checkOwner(input.ExpectedBucketOwner);
    const bucket = this.find(input.Bucket);
    if (bucket === undefined) throw noSuchBucket(input.Bucket);
    if (bucket.account !== call.caller.account) throw denied();
    if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== bucket.account) throw denied();
    if (bucket.region !== call.region) throw wrongRegion(bucket, call.region);
    return bucket;
  }

  /** Buckets of an account in the order of their names, after `after`. */
  list(account: string, prefix: string, region: string | undefined, after: string, limit: number): BucketRow[] {
    return this.#state
      .sql(
        `SELECT ${COLUMNS} FROM s3_bucket WHERE account = ? AND name > ? AND substr(name, 1, ?) = ?
         AND (? = '' OR region = ?) ORDER BY name LIMIT ?`,
      )
      .all(account, after, prefix.length, prefix, region ?? "", region ?? "", limit) as unknown as BucketRow[];
  }

  insert(bucket: BucketRow): void {
    this.#state
      .sql("INSERT INTO s3_bucket(name, account, region, created_at) VALUES (?, ?, ?, ?)")
      .run(bucket.name, bucket.account, bucket.region, bucket.createdAt);
  }

  /** Removes a bucket with its settings; versions must be gone. */
  remove(name: string): void {
    this.#state.sql("DELETE FROM s3_bucket WHERE name = ?").run(name);
  }

  /** A setting as it was stored, or undefined. */
  setting(bucket: string, name: string): unknown {
    const row = this.#state.sql("SELECT value FROM s3_setting WHERE bucket = ? AND name = ?").get(bucket, name);
    return row === undefined ? undefined : JSON.parse(String(row["value"]));
  }

  putSetting(bucket: string, name: string, value: unknown): void {
    this.#state.sql("INSERT OR REPLACE INTO s3_setting VALUES (?, ?, ?)").run(bucket, name, JSON.stringify(value));
  }

  removeSetting(bucket: string, name: string): void {
    this.#state.sql("DELETE FROM s3_setting WHERE bucket = ? AND name = ?").run(bucket, name);
  }

  versioning(bucket: string): Versioning {
    const setting = this.setting(bucket, "versioning") as { Status?: Versioning } | undefined;
    return setting?.Status ?? "";
  }
}

function checkOwner(account: string): void {
  if (/^\d{12}$/.test(account)) return;
  throw new S3Error(
    "InvalidBucketOwnerAWSAccountID",
    `The value of the expected bucket owner parameter must be an AWS Account ID... [${account}]`,
  );
}

/** S3 answers so where a signature names another region than the bucket's; SDKs read the header. */
function wrongRegion(bucket: BucketRow, region: string): S3Error {
  return new S3Error(
    "AuthorizationHeaderMalformed",
    `The authorization header is malformed; the region '${region}' is wrong; expecting '${bucket.region}'`,
    { members: { Region: bucket.region }, headers: { "x-amz-bucket-region": bucket.region } },
  );
}
