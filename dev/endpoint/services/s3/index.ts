import type { Host, Service } from "../../service.ts";
import { readAddress } from "./address.ts";
import { createContext } from "./context.ts";
import { crossOriginHeaders, preflight } from "./cors/answer.ts";
import { detectRoute } from "./detect.ts";
import { createOperations } from "./operations.ts";
import { readSignedForm } from "./post/form-request.ts";
import { readPostObject } from "./post/post-object.ts";
import { ROUTES } from "./routes.ts";
import { readSignatureV2 } from "./signature-v2.ts";
import { writeError } from "./wire/fail.ts";
import { readInput } from "./wire/input.ts";
import { writeOutput } from "./wire/output.ts";
import { withQueryHeaders } from "./wire/presigned.ts";

/** Makes S3: REST and XML, bodies streamed to files, everything else in the state. */
export function createS3Service(host: Host): Service {
  const context = createContext(host);
  return {
    operations: createOperations(context),
    async read(sent, call) {
      const request = withQueryHeaders(sent);
      const address = readAddress(request.headers.host, request.path);
      if (request.form !== undefined) return readPostObject(request, request.form, address, host.endpointUrl(), call);
      const route = detectRoute(ROUTES, request, address);
      const input = await readInput(route, request, address);
      return { operation: route.operation, input, answer: (output) => writeOutput(route, output, call.requestId) };
    },
    fail: writeError,
    crossOrigin: (request) => crossOriginHeaders(context, request),
    async olderSignature(request) {
      const { bucket = "" } = readAddress(request.headers.host, request.path);
      const found = await host.state.read(() => context.buckets.find(bucket));
      return readSignatureV2(request, found?.region ?? host.settings.region);
    },
    form: (request, body) => readSignedForm(context, request, body),
    preflight: (request, requestId) => preflight(context, request, requestId),
    async recover() {
      await context.powerLoss.run();
      await context.files.sweep((orphans) => host.state.read(() => orphans(context.objects.files())));
    },
    stop: () => context.files.close(),
  };
}
