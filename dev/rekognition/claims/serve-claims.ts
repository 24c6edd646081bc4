import * as v from "valibot";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { ControlHandler, ControlRoutes } from "../../endpoint/service.ts";
import type { Owner } from "../collections/collection-store.ts";
import { Claimant, type Claims } from "./claims.ts";

/** Adds `POST /_doppelface/collections/:id/claim {"emulator": <URL>, "stack": <ARN>}`, which answers as `ClaimOutcome`. */
export function serveClaims(control: ControlRoutes, claims: Claims, owner: Owner): void {
  const claim: ControlHandler = async (request) => {
    const claimant = v.safeParse(Claimant, await request.json());
    if (!claimant.success) throw new ControlError(400, 'Expected {"emulator": "<URL>", "stack": "<ARN>"}.');
    return jsonAnswer(await claims.claim(owner, request.params["id"] ?? "", claimant.output));
  };
  // Whoever deploys beside another emulator may run in another container: DeleteFaces asks for no token either.
  control.on("POST", "/collections/:id/claim", claim, "open");
}
