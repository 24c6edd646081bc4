import type { HttpResponse } from "../../service.ts";
import type { ServedRequest } from "../served-request.ts";

/** Lets the service find the operation and its input in its wire form; what is of no operation it answers by itself. */
export async function service(request: ServedRequest): Promise<HttpResponse | undefined> {
  const read = await request.served.service.read(request.request, request.call);
  if ("status" in read) return read;
  request.understood(read);
  return undefined;
}
