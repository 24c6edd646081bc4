import type { Action, Progress } from "./actions.ts";

const put: Action = { act: "put", key: 0, content: 0 };
const putAnother: Action = { act: "put", key: 0, content: 1 };
const remove: Action = { act: "delete", key: 0 };
const undelete: Action = { act: "undelete", key: 0 };
/** Of one version it is that one; of two the newer. */
const removeNewest: Action = { act: "delete-version", key: 0, version: 1 };
const deliver = (event: number, end: Progress["end"], calls = 0): Action => ({ act: "deliver", event, calls, end });
const goOn = (end: Progress["end"], calls = 0): Action => ({ act: "go-on", run: 0, calls, end });
const handled = deliver(0, "finished");
const registered = [put, handled];
/** Registered twice, and the newer one removed; that event is still to be delivered. */
const removedNewest = [put, handled, putAnother, handled, removeNewest];

/**
 * Courses that once broke the invariant, or break it where a step of the handler is left out: tried before random ones.
 * An event is chosen by its age, 0 is the newest.
 */
export const COURSES: readonly (readonly Action[])[] = [
  [...registered, remove, handled, undelete],
  removedNewest,
  // The end behind IndexFaces: nothing else, a newer picture, no such version any more.
  [put, deliver(0, "killed", 2)],
  [put, deliver(0, "killed", 2), putAnother, handled],
  [put, deliver(0, "killed", 2), removeNewest],
  // A newer event first.
  [put, putAnother, handled],
  [put, putAnother, deliver(1, "waits", 2), handled, goOn("finished")],
  [...registered, putAnother, put, deliver(1, "waits", 2), handled, goOn("finished")],
  // The ends behind the decision, behind a deletion, and what a newer event makes of them.
  [put, deliver(0, "killed", 3)],
  [...registered, putAnother, deliver(0, "killed", 3)],
  [...registered, putAnother, deliver(0, "killed", 4)],
  [...registered, putAnother, deliver(0, "killed", 3), put, handled],
  [...registered, putAnother, deliver(0, "waits", 3), put, deliver(0, "killed", 3), goOn("finished")],
  // A version goes while its event is on its way to the decision.
  [put, deliver(0, "waits", 2), removeNewest, handled],
  [...registered, putAnother, deliver(0, "waits", 2), removeNewest, handled],
  // The removal of a version ends early, and finds another one current, or is superseded, when it comes again.
  [...removedNewest, deliver(0, "killed", 5)],
  ...[3, 4].map((calls) => [...removedNewest, deliver(0, "killed", calls), putAnother, handled]),
  ...[3, 4].map((calls) => [...removedNewest, deliver(0, "killed", calls), putAnother]),
  // A late event of the version that a removal makes current again is about to undo its faces.
  [...removedNewest, deliver(2, "waits", 3), handled, goOn("finished")],
  // An event decides over what a removal has noted.
  [
    ...registered,
    putAnother,
    deliver(0, "waits", 2),
    put,
    { act: "delete-version", key: 0, version: 2 },
    deliver(0, "killed", 4),
    goOn("finished"),
    putAnother,
    handled,
  ],
  // The same event twice, the slower one behind a newer one that has deleted its face.
  [put, deliver(0, "waits", 2), handled, putAnother, handled, goOn("killed", 1)],
];
