import { ServiceError } from "../errors.ts";
import type { ApiInput, ApiOperation, ApiService } from "./api.ts";
import { type Faults, faultsOf } from "./faults.ts";
import { type Reader, Readers } from "./reader.ts";
import { type ServiceModel, modelOf } from "./service-model.ts";

/** How a service refuses what its model does not allow. */
export type Refusal = (faults: Faults) => ServiceError;

/**
 * Checks a value against a shape of a service's model and returns it without what the shape does not know, and without
 * null. Throws what `refuse` makes of the faults.
 */
export function checkShape(service: string, shape: string, value: unknown, refuse: Refusal = refusal()): unknown {
  const findings = { faulty: false };
  const read = readerOf(service, shape)(value, findings);
  if (findings.faulty) throw refuse(faultsOf(modelOf(service), shape, value));
  return read;
}

const readers = new Map<ServiceModel, Readers>();

function readerOf(service: string, shape: string): Reader {
  const model = modelOf(service);
  let ofModel = readers.get(model);
  if (ofModel === undefined) readers.set(model, (ofModel = new Readers(model)));
  return ofModel.of(shape);
}

/**
 * How the framework that most services share refuses an input: types by SerializationException, with a text of our own
 * that names the member, and all broken constraints by one error.
 * @param code the service's own, `ValidationException` for most of JSON and `ValidationError` for those of query
 */
export function refusal(code = "ValidationException"): Refusal {
  return ({ type, constraints }) => {
    if (type !== undefined) {
      const where = type.path === "" ? "The request body" : `The member '${type.path}'`;
      return new ServiceError("SerializationException", `${where} is not of the type ${type.expected}.`);
    }
    const errors = constraints.length === 1 ? "error" : "errors";
    return new ServiceError(code, `${constraints.length} validation ${errors} detected: ${constraints.join("; ")}`);
  };
}

/** The members of an input that AWS gives a value where the caller gives none; the model has no defaults. */
type Defaults<Input> = { readonly [Name in keyof Input]?: Input[Name] };

/** An input, those members there. */
type Completed<Input, Given> = Omit<Input, keyof Given> & Required<Pick<Input, keyof Given & keyof Input>>;

/**
 * The parser of an operation's input, by the model of its service: types, what is required, lengths, ranges, patterns,
 * enumerations. It is made at the first call.
 */
export function inputOf<
  const Service extends ApiService,
  const Name extends ApiOperation<Service>,
  const Given extends Defaults<ApiInput<Service, Name>> = Record<never, never>,
>(
  service: Service,
  operation: Name,
  { defaults, refuse = refusal() }: { readonly defaults?: Given; readonly refuse?: Refusal } = {},
): (input: unknown) => Completed<ApiInput<NoInfer<Service>, NoInfer<Name>>, NoInfer<Given>> {
  let shape: string | undefined;
  return (input) => {
    shape ??= modelOf(service).operation(operation).input;
    const read = shape === undefined ? {} : checkShape(service, shape, input, refuse);
    // The SDK's types are made of the same model.
    return { ...defaults, ...(read as object) } as Completed<ApiInput<Service, Name>, Given>;
  };
}
