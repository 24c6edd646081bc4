import { randomBytes, randomUUID } from "node:crypto";
import { reachable } from "./http/reachable.ts";
import { Bus } from "../trace/bus.ts";
import { serveTraces } from "./http/serve-traces.ts";
import { CallRing } from "../trace/call-ring.ts";
import { TraceStore } from "../trace/store.ts";
import { serveConsole } from "../console/serve-console.ts";
import { Credentials, rootOf } from "./identity/credentials.ts";
import { Guard } from "./http/guard.ts";
import { Control } from "./http/control.ts";
import { Faults } from "./http/faults/faults.ts";
import { RoleAuthorizer } from "./services/iam/authorizer.ts";
import { RoleUsage } from "./services/iam/role-usage.ts";
import { serveRoleUsage } from "./services/iam/serve-usage.ts";
import { MetricBuffer } from "./exchange/metric-buffer.ts";
import { createDispatch } from "./http/dispatch.ts";
import { Router } from "./http/router.ts";
import { operationSteps, requestSteps } from "./http/steps/steps.ts";
import { serveExport } from "./http/serve-export.ts";
import { EndpointServer } from "./http/server.ts";
import type { ServiceDefinition } from "./service-definition.ts";
import { EndpointLife } from "./endpoint-life.ts";
import type { EndpointSettings, Host, ServiceFactory } from "./service.ts";
import { EXPORTED_PARTS } from "./services/exported-parts.ts";
import { SERVICES } from "./services/services.ts";
import { EventQueue } from "./exchange/event-queue.ts";
import { State, type StateOptions } from "./state/state.ts";

/** Those of the account that everything here is in. */
const OWN_KEYS = { accessKeyId: "test", secretAccessKey: "test" };

/** How an embedded endpoint is started. */
export interface EndpointOptions {
  readonly state: StateOptions;
  /** Address to listen on. */
  readonly address: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly settings: EndpointSettings;
  readonly bus?: Bus;
  /** With which its control routes change something; a random one by default. */
  readonly controlToken?: string | undefined;
  /** What is served: every service by default, one alone where it stands beside another emulator. */
  readonly services?: readonly ServiceDefinition[];
}

/** A running embedded endpoint. */
export interface Endpoint {
  /** `http://<address>:<port>`; the loopback's address where every address is listened on. */
  readonly url: string;
  /** With which its control routes change something. */
  readonly controlToken: string;
  readonly bus: Bus;
  readonly state: State;
  /** Lets what runs end, within seconds; closes the server, then the state. See `endpoint-life.ts`. */
  stop(): Promise<void>;
}

/** Starts every service on one port. Rejects with StateInUse, or with the system's error for the port. */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const bus = options.bus ?? new Bus();
  const controlToken = options.controlToken ?? randomBytes(32).toString("base64url");
  const state = State.open(options.state);
  const life = new EndpointLife();
  life.opened(() => state.close());
  try {
    const credentials = new Credentials(state, options.settings.account);
    const usage = new RoleUsage(state, bus);
    life.opened(() => usage.close());
    const authorizer = new RoleAuthorizer(state, bus, usage);
    const router = new Router();
    let url = "";
    const dispatch = createDispatch(router, operationSteps({ authorizer, settings: options.settings }));
    const host: Host = {
      state,
      bus,
      events: new EventQueue(state),
      metrics: new MetricBuffer(),
      credentials,
      authorizer,
      dispatch,
      endpointUrl: () => url,
      closing: life.closing,
      settings: options.settings,
    };
    const traces = new TraceStore(state, bus);
    life.opened(() => traces.close());
    for (const { definition, create } of await loaded(options.services ?? SERVICES)) {
      router.register(definition, create(host));
    }
    life.made(router.services());
    life.enter("recovering");
    for (const service of router.services()) await service.recover?.();
    const guard = new Guard(options.settings.allowHost);
    const control = new Control(guard, controlToken);
    const faults = new Faults(router, life.closing);
    faults.serve(control);
    serveExport(control, state, EXPORTED_PARTS);
    serveTraces(control, traces);
    serveRoleUsage(control, usage, state);
    for (const service of router.services()) service.serve?.(control);
    const calls = new CallRing();
    if (options.services === undefined || options.services.some(({ name }) => name === "s3")) {
      serveConsole(control, {
        engine: "the embedded engine",
        connection: () => ({ endpoint: url, region: options.settings.region, credentials: OWN_KEYS }),
        bus,
        direct: {
          operation: (name, operation, input) =>
            dispatch(name, operation, input, {
              requestId: randomUUID(),
              region: options.settings.region,
              caller: rootOf(options.settings.account, OWN_KEYS.accessKeyId),
            }),
          control: (path) => control.read(path),
        },
        steps: { traces, calls, faults, explain: (roleArn, permission) => authorizer.explain(roleArn, permission) },
        closing: life.closing,
      });
    }
    const server = new EndpointServer(router, requestSteps({ router, host, guard, control, faults }), { bus, calls });
    const port = await server.listen(options.port, options.address);
    life.listens((ms) => server.close(ms));
    life.enter("listening");
    url = `http://${reachable(options.address)}:${port}`;
    state.publish(url, controlToken);
    for (const service of router.services()) await service.start?.();
    life.enter("serving");
    return { url, controlToken, bus, state, stop: () => life.end() };
  } catch (error) {
    // What failed first is what is told, whatever its ending comes to.
    await life.end().catch(() => undefined);
    throw error;
  }
}

async function loaded(
  definitions: readonly ServiceDefinition[],
): Promise<{ definition: ServiceDefinition; create: ServiceFactory }[]> {
  return Promise.all(definitions.map(async (definition) => ({ definition, create: await definition.load() })));
}
