/** Who signed a call. */
export interface Caller {
  /** 12 digits. */
  readonly account: string;
  /** ARN as GetCallerIdentity shows it. */
  readonly arn: string;
  readonly accessKeyId: string;
  /** The execution role whose identity policies decide; absent: everything is allowed. */
  readonly roleArn?: string;
}

/** Name of the function that called; undefined where it was none: their sessions are named after them. */
export function functionOf({ roleArn, arn }: Caller): string | undefined {
  return roleArn === undefined ? undefined : arn.split("/").at(-1);
}

/** One action on one resource, as an IAM policy statement names them. */
export interface Permission {
  /** For example `dynamodb:PutItem`. */
  readonly action: string;
  /** ARN, or `*` where the action knows no resource. */
  readonly resource: string;
  /** The service that a role is handed on to, for `iam:PassedToService`; absent for other actions. */
  readonly passedTo?: string;
  /** It lies at an upstream that is called with credentials of its own, in whichever account those have. */
  readonly isUpstream?: boolean;
}

/** Tells whether a role's identity policies allow an action. */
export interface Authorizer {
  /** Throws nothing; callers without `roleArn` may do everything. */
  allows(caller: Caller, permission: Permission): boolean;
}
