/** What a `package.json` has that matters here. */
export interface Manifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The CDK and its tools are those of the project that has the package. */
const OF_THE_PROJECT: Readonly<Record<string, string>> = {
  "aws-cdk-lib": ">=2.100.0",
  constructs: ">=10.0.0",
  "aws-cdk": ">=2.100.0",
  "aws-cdk-local": ">=2.0.0",
};
/** What `handler/` and `infra/` import, and the package does not. */
const OF_THE_TEMPLATE = /^(tsx|@aws-lambda-powertools\/.*|@aws-sdk\/lib-dynamodb|cdk-nag)$/;
/** Of exact versions each client would bring ten packages of its own; the SDK keeps to semantic versions. */
const RANGED = /^@(aws-sdk|smithy|aws-crypto)\//;

/**
 * The package's own `package.json`: no scripts, no development packages.
 * @param bundled versions of the packages that lie in the package itself
 */
export function packageManifest(own: Manifest, bundled: Readonly<Record<string, string>>): object {
  const dependencies = Object.entries(own.dependencies).flatMap(([name, version]) => {
    if (Object.hasOwn(OF_THE_PROJECT, name) || Object.hasOwn(bundled, name) || OF_THE_TEMPLATE.test(name)) return [];
    return [[name, RANGED.test(name) ? `^${version}` : version]];
  });
  return {
    name: "doppelface",
    version: own.version,
    description: own.description,
    license: own.license,
    type: "module",
    bin: { doppelface: "dev/cli.mjs" },
    exports: {
      "./testing": { types: "./dev/testing/testing.d.ts", default: "./dev/testing/testing.js" },
      "./pictures/*": "./fixtures/pictures/*",
      "./package.json": "./package.json",
    },
    engines: { node: ">=24.2" },
    os: ["linux", "darwin"],
    dependencies: { ...Object.fromEntries(dependencies), ...bundled },
    bundleDependencies: Object.keys(bundled),
    peerDependencies: OF_THE_PROJECT,
    peerDependenciesMeta: Object.fromEntries(Object.keys(OF_THE_PROJECT).map((name) => [name, { optional: true }])),
  };
}
