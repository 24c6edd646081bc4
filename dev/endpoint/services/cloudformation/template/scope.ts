/** What `Ref` and `Fn::GetAtt` see of a resource that is there. */
export interface ResourceValues {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes of which the names are known no earlier than the resource. */
  later?(name: string): string | undefined;
}

/** Everything that intrinsic functions can refer to. */
export interface Scope {
  /** Values of the parameters; lists for list types. */
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  /** `AWS::Region` and the other pseudo parameters. */
  readonly pseudo: Readonly<Record<string, string | readonly string[]>>;
  readonly mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  /** The template's `Conditions`, unevaluated. */
  readonly conditions: Readonly<Record<string, unknown>>;
  /** A resource by its logical id; undefined while it is not there. */
  resource(logicalId: string): ResourceValues | undefined;
  /** An export of another stack of the account and region. */
  exported(name: string): string | undefined;
}

/** The pseudo parameters of a stack. The partition is that of the commercial regions. */
export function pseudoParameters(stack: {
  account: string;
  region: string;
  name: string;
  id: string;
}): Record<string, string | readonly string[]> {
  return {
    "AWS::AccountId": stack.account,
    "AWS::Region": stack.region,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": stack.name,
    "AWS::StackId": stack.id,
    "AWS::NotificationARNs": [],
  };
}
