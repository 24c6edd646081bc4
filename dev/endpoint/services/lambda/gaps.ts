import type { ServiceGaps } from "../../service-definition.ts";

const FUNCTION = ["AWS::Lambda::Function"];

/** What Lambda leaves out, and where it differs. */
export const LAMBDA_GAPS: ServiceGaps = {
  partly: {
    CreateFunction:
      "Node 12 to 24 and Python 3.8 to 3.14 only; no images, VPC, EFS, KMS settings, no topic as dead-letter queue",
    UpdateFunctionConfiguration: "as CreateFunction",
    PutFunctionEventInvokeConfig: "destinations other than queues and functions are refused",
    UpdateFunctionEventInvokeConfig: "destinations other than queues and functions are refused",
  },
  refused: [
    {
      concerns: FUNCTION,
      text: "provisioned concurrency, event source mappings, container images, streaming answers",
    },
    {
      concerns: [...FUNCTION, "AWS::Lambda::EventInvokeConfig"],
      text: "runtimes other than Node 12 to 24 and Python 3.8 to 3.14, VPC, EFS and KMS settings, a topic as dead-letter queue, destinations other than queues and functions",
    },
  ],
  differences: [
    {
      concerns: FUNCTION,
      text: "a recursive loop is stopped at the 17th invocation of a chain (AWS: after about 16), over S3 and Lambda, as far as the SDK hands the trace header on; the `condition` of its record in the on-failure destination is a word of our own, `RecursiveInvocationException`",
    },
    {
      concerns: FUNCTION,
      text: "every Node runtime runs on the Node of this project, a Python runtime on the machine's Python of that version or the nearest to it, and all on the machine's processor whatever `Architectures` says ([functions](functions.md))",
    },
    {
      concerns: FUNCTION,
      text: "code from the bucket `hot-reload` runs in place, as on LocalStack, but its folder is not watched ([the loop](loop.md)); a process that takes new code may have imported the packages before",
    },
    {
      concerns: FUNCTION,
      text: "the zip file behind `Code.Location` is packed again, so that its hash is not `CodeSha256`; there is no `INIT_START` line; a failed init is reported once, AWS runs it twice",
    },
    {
      concerns: FUNCTION,
      text: "memory is limited by Node's heap limit and by looking at the process ten times a second; `Max Memory Used` counts anonymous pages only",
    },
    {
      concerns: FUNCTION,
      text: "where the machine denies user namespaces `/tmp` is shared (`TMPDIR` is per environment) and `EphemeralStorage` not enforced, nor is it above an eighth of the machine's memory; the code folder can be written to; a process that a handler has detached outlives its environment",
    },
    {
      concerns: FUNCTION,
      text: "without reserved concurrency a function gets at most 10 environments, of which events take two a core at most; further synchronous calls wait, and each version has 10 of its own",
    },
    {
      concerns: FUNCTION,
      text: "`PATH` has the system's folders and those of layers, no `/var/lang/bin`; `NODE_PATH` and `PYTHONPATH` name layers alone; `AWS_XRAY_DAEMON_ADDRESS` is not set, since there is no daemon",
    },
    {
      concerns: ["AWS::Lambda::LayerVersion"],
      text: "`/opt` is not there: layers reach a function by `NODE_PATH`, `PYTHONPATH`, `PATH` and `LD_LIBRARY_PATH`, and Node's modules by `/opt/…` too; what is opened by that path is not found, and a layer's module finds the packages of its own layer before those of later ones. A layer of an account that is not here is refused; functions and layers together are not limited to 250 MB",
    },
    {
      concerns: ["AWS::Lambda::Url"],
      text: "a function's URL is `<endpoint>/_aws/lambda-url/<id>/`, by HTTP; `<id>.lambda-url.<region>.localhost:<port>` leads there too. A page of another origin is refused unless the URL's own `Cors` names it: headers that the function sets by itself do not let it in. What a browser shows as a page is sandboxed. `RESPONSE_STREAM` is refused",
    },
    {
      concerns: ["AWS::Lambda::Version", "AWS::Lambda::Alias"],
      text: "a version whose code its function runs in place (`hot-reload`) runs it too, so that a save is live behind an alias; an event that waits for an alias runs the version that the alias has when it is run",
    },
  ],
};
