import { readFileSync } from "node:fs";
import type { ModelDocument, OperationModel, Shape } from "./shape.ts";

/** What AWS publishes of a service: its operations, and the shapes of those that are served here. */
export class ServiceModel {
  readonly #document: ModelDocument;
  readonly #names: ReadonlySet<string>;

  constructor(document: ModelDocument) {
    this.#document = document;
    this.#names = new Set(document.names);
  }

  /** Names of all operations that AWS has, sorted. */
  get names(): readonly string[] {
    return this.#document.names;
  }

  /** The version of botocore that it is of. */
  get botocore(): string {
    return this.#document.botocore;
  }

  /** Whether AWS has an operation of that name, served here or not. */
  knows(operation: string): boolean {
    return this.#names.has(operation);
  }

  /** What is known of an operation. Throws where it is not served: `npm run shapes` adds what a table has. */
  operation(name: string): OperationModel {
    const { operations, service } = this.#document;
    const found = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (found === undefined) throw new Error(`The model of ${service} lacks ${name}: run 'npm run shapes'.`);
    return found;
  }

  /** The shape of a name. */
  shape(name: string): Shape {
    const { shapes, service } = this.#document;
    const found = shapes[name];
    if (found === undefined) throw new Error(`The model of ${service} has no shape ${name}: run 'npm run shapes'.`);
    return found;
  }
}

const loaded = new Map<string, ServiceModel>();

/** The model of a service, by its signing name. It is read when it is first asked for: a start needs none. */
export function modelOf(service: string): ServiceModel {
  let model = loaded.get(service);
  if (model === undefined) {
    const text = readFileSync(new URL(`./data/${service}.json`, import.meta.url), "utf8");
    // `npm run shapes` has written it, and a test parses each of them.
    model = new ServiceModel(JSON.parse(text) as ModelDocument);
    loaded.set(service, model);
  }
  return model;
}
