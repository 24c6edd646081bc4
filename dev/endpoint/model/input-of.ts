import type { ApiInput, ApiOperation, ApiService } from "./api.ts";
import { faultsOf } from "./faults.ts";
import { type Reader, Readers } from "./reader.ts";
import { refusal } from "./refusals.ts";
import { type ServiceModel, modelOf } from "./service-model.ts";

/**
 * Checks a value against a shape of a service's model and returns it without what the shape does not know, and without
 * null. Throws the service's own error for what is wrong.
 */
export function checkShape(service: ApiService, shape: string, value: unknown): unknown {
  const findings = { faulty: false };
  const read = readerOf(service, shape)(value, findings);
  if (findings.faulty) throw refusal(service, faultsOf(modelOf(service), shape, value));
  return read;
}

const readers = new Map<ServiceModel, Readers>();

function readerOf(service: string, shape: string): Reader {
  const model = modelOf(service);
  let ofModel = readers.get(model);
  if (ofModel === undefined) readers.set(model, (ofModel = new Readers(model)));
  return ofModel.of(shape);
}

/** The members of an input that AWS gives a value where the caller gives none; the model has no defaults. */
type Defaults<Input> = { readonly [Name in keyof Input]?: Input[Name] };

/** An input, those members there. */
type Completed<Input, Given> = [Given] extends [never]
  ? Input
  : Omit<Input, keyof Given> & Required<Pick<Input, keyof Given & keyof Input>>;

/**
 * The parser of an operation's input, by the model of its service: types, what is required, lengths, ranges, patterns,
 * enumerations. It is made at the first call.
 */
export function inputOf<
  const Service extends ApiService,
  const Name extends ApiOperation<Service>,
  const Given extends Defaults<ApiInput<Service, Name>> = never,
>(
  service: Service,
  operation: Name,
  defaults?: Given,
): (input: unknown) => Completed<ApiInput<NoInfer<Service>, NoInfer<Name>>, NoInfer<Given>> {
  let shape: string | undefined;
  return (input) => {
    shape ??= modelOf(service).operation(operation).input;
    const read = shape === undefined ? {} : checkShape(service, shape, input);
    // The SDK's types are made of the same model.
    return { ...defaults, ...(read as object) } as Completed<ApiInput<Service, Name>, Given>;
  };
}
