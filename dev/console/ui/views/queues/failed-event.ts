import { laidOut } from "../../components/json-view.tsx";

/** What a message of an on-failure destination tells. */
export interface FailedEvent {
  readonly errorType: string;
  readonly message: string;
  readonly attempts: number;
  readonly object: { readonly bucket: string; readonly key: string } | undefined;
}

interface Record_ {
  readonly requestContext?: { readonly condition?: string; readonly approximateInvokeCount?: number };
  readonly requestPayload?: {
    readonly Records?: readonly {
      readonly s3?: { readonly bucket?: { readonly name?: string }; readonly object?: { readonly key?: string } };
    }[];
  };
  readonly responsePayload?: { readonly errorType?: string; readonly errorMessage?: string } | null;
}

/** An invocation record, as Lambda sends it; undefined for other messages. */
export function failedEvent(body: string): FailedEvent | undefined {
  // What is no JSON stays as it is.
  if (laidOut(body) === body) return undefined;
  const { requestContext, requestPayload, responsePayload } = JSON.parse(body) as Record_;
  if (requestContext?.condition === undefined) return undefined;
  const s3 = requestPayload?.Records?.[0]?.s3;
  const [bucket, key] = [s3?.bucket?.name, s3?.object?.key];
  return {
    errorType: responsePayload?.errorType ?? requestContext.condition,
    message: responsePayload?.errorMessage ?? "",
    attempts: requestContext.approximateInvokeCount ?? 1,
    object:
      bucket === undefined || key === undefined
        ? undefined
        : { bucket, key: decodeURIComponent(key.replaceAll("+", " ")) },
  };
}
