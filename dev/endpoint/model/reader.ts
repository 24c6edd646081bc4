import { constraintsOf } from "./constraints.ts";
import type { ServiceModel } from "./service-model.ts";
import type { MemberRef, Shape, ShapeType } from "./shape.ts";
import { HAS_TYPE } from "./types.ts";

/** What a reader finds: that something is wrong, not where. */
export interface Findings {
  faulty: boolean;
}

/** Returns a value without what its shape does not know, and without null. */
export type Reader = (value: unknown, findings: Findings) => unknown;

const SCALARS: ReadonlySet<ShapeType> = new Set<ShapeType>([
  "string",
  "blob",
  "boolean",
  "integer",
  "long",
  "float",
  "double",
  "timestamp",
]);

/**
 * Readers of a model's shapes, each made when it is first needed. They are on the way of every request: where and what is
 * wrong is found out by `faultsOf`, after a fault alone.
 */
export class Readers {
  readonly #model: ServiceModel;
  readonly #made = new Map<string, Reader>();

  constructor(model: ServiceModel) {
    this.#model = model;
  }

  /** The reader of a shape. */
  of(name: string): Reader {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    // A shape may hold itself.
    let made: Reader | undefined;
    this.#made.set(name, (value, findings) => made?.(value, findings));
    made = this.#make(this.#model.shape(name));
    this.#made.set(name, made);
    return made;
  }

  #make(shape: Shape): Reader {
    const hasType = HAS_TYPE[shape.type];
    const constraints = constraintsOf(shape);
    const content = this.#content(shape);
    return (value, findings) => {
      if (!hasType(value)) {
        findings.faulty = true;
        return value;
      }
      for (const { holds } of constraints) if (!holds(value)) findings.faulty = true;
      return content === undefined ? value : content(value, findings);
    };
  }

  /** Reads what lies in a value; undefined for what holds nothing. */
  #content(shape: Shape): Reader | undefined {
    if (shape.type === "structure") return this.#structure(shape);
    if (shape.type === "list") return this.#list(this.of(shapeOf(shape.member)), this.#isScalar(shape.member));
    return shape.type === "map" ? this.#map(shape) : undefined;
  }

  #structure({ members = {}, required = [] }: Shape): Reader {
    const readers = new Map(Object.entries(members).map(([name, ref]) => [name, this.of(shapeOf(ref))]));
    return (value, findings) => {
      const read: Record<string, unknown> = {};
      for (const name of Object.keys(value as object)) {
        const member = (value as Record<string, unknown>)[name];
        if (member === null || member === undefined) continue;
        const reader = readers.get(name);
        if (reader !== undefined) read[name] = reader(member, findings);
      }
      for (const name of required) if (read[name] === undefined) findings.faulty = true;
      return read;
    };
  }

  #list(reader: Reader, ofScalars: boolean): Reader {
    if (!ofScalars) return (value, findings) => (value as readonly unknown[]).map((item) => reader(item, findings));
    return (value, findings) => {
      for (const item of value as readonly unknown[]) reader(item, findings);
      return value;
    };
  }

  #map(shape: Shape): Reader {
    const [keys, values] = [this.of(shapeOf(shape.key)), this.of(shapeOf(shape.value))];
    return (value, findings) => {
      const entries = Object.entries(value as object).map(([key, item]: [string, unknown]) => {
        keys(key, findings);
        return [key, values(item, findings)] as const;
      });
      return Object.fromEntries(entries);
    };
  }

  #isScalar(ref: MemberRef | undefined): boolean {
    return SCALARS.has(this.#model.shape(shapeOf(ref)).type);
  }
}

/** The name of a member's shape. */
export function shapeOf(ref: MemberRef | undefined): string {
  if (ref === undefined) throw new Error("A list or a map of the model says nothing of what it holds");
  return typeof ref === "string" ? ref : ref.shape;
}
