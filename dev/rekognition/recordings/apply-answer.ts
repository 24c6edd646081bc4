import type { OperationName } from "../service-model.ts";
import { asRecord } from "./model-shapes.ts";
import type { TapeRequest } from "./tape-request.ts";
import type { TapeState } from "./tape-state.ts";

type Members = Readonly<Record<string, unknown>>;

/** What a successful call changes of a collection's entries. */
type Change = (collection: TapedCollection, params: Members, body: Members) => void;

/** Carries what an answer changed over to what is known of the collection; within `State.write`. */
export function applyAnswer(
  state: TapeState,
  { operation, collection, params }: TapeRequest,
  status: number,
  body: Members,
): void {
  if (collection === undefined) return;
  if (status === 200) CHANGES[operation]?.(new TapedCollection(state, collection), params, body);
  else if (operation === "CreateCollection" && body["__type"] === "ResourceAlreadyExistsException") {
    state.setStatus(collection, "there", false);
  }
}

/** One collection of the state. */
class TapedCollection {
  readonly #state: TapeState;
  readonly #name: string;

  constructor(state: TapeState, name: string) {
    this.#state = state;
    this.#name = name;
  }

  empty(status: "there" | "gone"): void {
    this.#state.setStatus(this.#name, status, true);
  }

  add(entry: string): void {
    this.#state.add(this.#name, entry);
  }

  remove(entry: string): void {
    this.#state.remove(this.#name, entry);
  }

  removeAll(prefix: string): void {
    for (const entry of this.#state.entries(this.#name, prefix)) this.remove(entry);
  }

  tag(tags: unknown): void {
    for (const [key, value] of Object.entries(asRecord(tags))) {
      this.removeAll(tagPrefix(key));
      this.add(`${tagPrefix(key)}${JSON.stringify(value)}`);
    }
  }
}

const CHANGES: Readonly<Partial<Record<OperationName, Change>>> = {
  CreateCollection(collection, { Tags }) {
    collection.empty("there");
    collection.tag(Tags);
  },
  DeleteCollection: (collection) => collection.empty("gone"),
  IndexFaces(collection, _params, { FaceRecords }) {
    for (const record of listOf(FaceRecords)) collection.add(`face ${idOf(asRecord(record)["Face"])}`);
  },
  DeleteFaces(collection, _params, { DeletedFaces }) {
    for (const id of listOf(DeletedFaces)) collection.remove(`face ${String(id)}`);
  },
  CreateUser: (collection, { UserId }) => collection.add(`user ${String(UserId)}`),
  DeleteUser(collection, { UserId }) {
    collection.remove(`user ${String(UserId)}`);
    collection.removeAll(`associated ${String(UserId)} `);
  },
  AssociateFaces(collection, { UserId }, { AssociatedFaces }) {
    for (const face of listOf(AssociatedFaces)) collection.add(`associated ${String(UserId)} ${idOf(face)}`);
  },
  DisassociateFaces(collection, { UserId }, { DisassociatedFaces }) {
    for (const face of listOf(DisassociatedFaces)) collection.remove(`associated ${String(UserId)} ${idOf(face)}`);
  },
  TagResource: (collection, { Tags }) => collection.tag(Tags),
  UntagResource(collection, { TagKeys }) {
    for (const key of listOf(TagKeys)) collection.removeAll(tagPrefix(String(key)));
  },
};

function tagPrefix(key: string): string {
  return `tag ${JSON.stringify(key)} `;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function idOf(face: unknown): string {
  return String(asRecord(face)["FaceId"]);
}
