import * as v from "valibot";
import type { ServiceDefinition } from "../endpoint/service-definition.ts";

const Module = v.record(v.string(), v.unknown());

/** Names of all operations that a service has on AWS, sorted, as its SDK client in this project knows them. */
export async function apiOperations({ sdk }: ServiceDefinition): Promise<string[]> {
  return Object.keys(v.parse(Module, await import(sdk)))
    .filter((name) => name.endsWith("Command") && !name.startsWith("$"))
    .map((name) => name.slice(0, -"Command".length))
    .toSorted();
}
