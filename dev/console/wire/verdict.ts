/** What the policies of a role say of one action, now. */
export interface Verdict {
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** Which policy has decided it, in words. */
  readonly by: string;
}
