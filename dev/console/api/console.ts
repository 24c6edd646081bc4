import { randomBytes } from "node:crypto";
import type { ControlRequest, HttpResponse } from "../../endpoint/service.ts";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import { AppReader } from "./app-reader.ts";
import { AwsClients } from "./aws-clients.ts";
import { callAws } from "./call-aws.ts";
import { LiveStream } from "./live-stream.ts";
import { page } from "./page.ts";
import type { ConsoleParts } from "./parts.ts";
import { policyVerdicts } from "./policy-verdicts.ts";
import { putUpload } from "./put-upload.ts";
import { askRekognition } from "./ask-control.ts";
import { clearFaults, faultsOf } from "./faults.ts";
import { functionCode } from "./function-code.ts";
import { people, similarityCurve } from "./people.ts";
import { redrive } from "./redrive.ts";
import { sampleEvents } from "./sample-events.ts";
import { who } from "./who.ts";
import { rerun } from "./rerun.ts";
import { storedPicture } from "./stored-picture.ts";
import { checkSession, openSession } from "./session.ts";
import { UiBuild } from "./ui-build.ts";
import { listUploads, uploadDetail } from "./uploads.ts";

/** Answers what the console's page asks for. */
export interface Console {
  /** Throws ControlError. @param name what stands after `/console/` */
  answer(method: "GET" | "POST", name: string, request: ControlRequest): Promise<HttpResponse>;
}

type Route = (request: ControlRequest) => HttpResponse | Promise<HttpResponse>;

/** A console of one environment. */
export function createConsole(parts: ConsoleParts): Console {
  const session = { token: randomBytes(32).toString("base64url"), start: randomBytes(8).toString("hex") };
  const ui = new UiBuild();
  const clients = new AwsClients(parts.connection(), parts.direct);
  const app = new AppReader(clients, parts.bus);
  const stream = new LiveStream(parts, session.start);
  parts.closing.addEventListener("abort", () => clients.destroy(), { once: true });

  const reading: Readonly<Record<string, Route>> = {
    page: () => page(),
    stream: () => stream.open(),
    uploads: ({ query }) => listUploads(parts, query),
    upload: ({ query }) => uploadDetail(parts, query),
    picture: (request) => storedPicture(clients, request),
    app: () => app.app(),
    counts: () => app.counts(),
    bars: async () => jsonAnswer((await askRekognition(clients, "/rekognition/bars")) ?? {}),
    curve: async () => jsonAnswer({ curve: await similarityCurve(clients) }),
    recordings: async () => jsonAnswer((await askRekognition(clients, "/rekognition/recordings")) ?? {}),
    roles: async () => jsonAnswer((await parts.direct?.control("/iam")) ?? { roles: [] }),
    people: ({ query }) => people(clients, app, query),
    code: ({ query }) => functionCode(clients, query),
    events: () => sampleEvents(),
    faults: () => jsonAnswer({ faults: faultsOf(parts).list() }),
    policy: ({ query }) => policyVerdicts(parts, query),
  };
  const changing: Readonly<Record<string, Route>> = {
    aws: (request) => callAws(clients, request),
    put: (request) => putUpload(clients, request),
    who: (request) => who(clients, app, request),
    redrive: (request) => redrive(parts, request),
    "add-fault": async (request) => jsonAnswer(faultsOf(parts).add(await request.json()), 201),
    "clear-faults": (request) => clearFaults(parts, request),
    rerun: (request) => rerun(parts, request),
  };

  return {
    async answer(method, name, request) {
      if (method === "POST") {
        if (name === "session") return openSession(session, request);
        checkSession(session, request);
      }
      const route = (method === "GET" ? reading : changing)[name];
      if (route !== undefined) return route(request);
      const file = method === "GET" ? await ui.file(name, request.headers["accept-encoding"] ?? "") : undefined;
      if (file !== undefined) return file;
      throw new ControlError(404, `${method} ${name} is nothing that the console answers.`);
    },
  };
}
