/** As `GET /_doppelface/iam` tells of a role. */
export interface RoleReport {
  readonly roleArn: string;
  /** `document`: JSON. */
  readonly policies: readonly { readonly name: string; readonly document: string }[];
  readonly functions: readonly { readonly functionName: string; readonly invocations: number }[];
  readonly usage: readonly {
    readonly functionName: string;
    readonly action: string;
    readonly resource: string;
    readonly calls: number;
    readonly denied: number;
    /** Epoch milliseconds. */
    readonly lastAt: number;
  }[];
}
