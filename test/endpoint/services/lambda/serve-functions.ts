import { afterAll } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

/** Serves every service to the tests of the file that calls it, with a role that may write logs for their functions. */
export async function serveFunctions() {
  const endpoint = await startTestEndpoint();
  afterAll(() => endpoint.stop());
  const role = await makeRole(endpoint.client, "functions-role");
  return { endpoint, role, functions: new Functions(endpoint.client, role) };
}
