import {
  AssociateFacesCommand,
  type AssociateFacesCommandInput,
  CreateCollectionCommand,
  CreateUserCommand,
  IndexFacesCommand,
  type IndexFacesCommandInput,
  type IndexFacesCommandOutput,
  ListUsersCommand,
  RekognitionClient,
} from "@aws-sdk/client-rekognition";
import { afterAll, expect } from "vitest";
import { startTestEndpoint } from "../support/endpoint.ts";
import { fixturePicture } from "./fixture-picture.ts";

/** A face that no collection holds. */
export const STRANGER = "11111111-2222-3333-4444-555555555555";

/** A collection with two faces of Nora, one of Greta and one user, `nora`. */
export interface People {
  readonly CollectionId: string;
  readonly upright: string;
  readonly tilted: string;
  readonly greta: string;
}

/** What IndexFaces answered, without its optional lists. */
export interface Indexed {
  readonly FaceRecords: NonNullable<IndexFacesCommandOutput["FaceRecords"]>;
  readonly UnindexedFaces: NonNullable<IndexFacesCommandOutput["UnindexedFaces"]>;
  readonly faceIds: readonly string[];
}

/** One endpoint for all tests of the file that calls this, with a client and what many of them begin with. */
export async function startFaceEndpoint() {
  const endpoint = await startTestEndpoint();
  afterAll(() => endpoint.stop());
  const client = new RekognitionClient(endpoint.client);

  const collection = async (CollectionId: string): Promise<string> => {
    await client.send(new CreateCollectionCommand({ CollectionId }));
    return CollectionId;
  };

  const index = async (
    CollectionId: string,
    file: string,
    more: Partial<IndexFacesCommandInput> = {},
  ): Promise<Indexed> => {
    const command = new IndexFacesCommand({ CollectionId, Image: drawn(file), ...more });
    const { FaceRecords = [], UnindexedFaces = [] } = await client.send(command);
    return { FaceRecords, UnindexedFaces, faceIds: FaceRecords.map(({ Face }) => Face?.FaceId ?? "") };
  };

  const peopled = async (CollectionId: string): Promise<People> => {
    await collection(CollectionId);
    const one = async (file: string) => (await index(CollectionId, file)).faceIds[0] ?? "";
    const [upright, tilted, greta] = [
      await one("nora-lind.jpg"),
      await one("tilted/nora-lind.jpg"),
      await one("greta-holm.jpg"),
    ];
    await client.send(new CreateUserCommand({ CollectionId, UserId: "nora" }));
    return { CollectionId, upright, tilted, greta };
  };

  const associate = (input: Partial<AssociateFacesCommandInput>) =>
    client.send(new AssociateFacesCommand({ UserId: "nora", ...input } as AssociateFacesCommandInput));

  const usersOf = async (CollectionId: string) =>
    (await client.send(new ListUsersCommand({ CollectionId }))).Users?.map(({ UserId, UserStatus }) => [
      UserId,
      UserStatus,
    ]);

  const untilSettled = async (CollectionId: string): Promise<void> => {
    await expect
      .poll(async () => JSON.stringify(await usersOf(CollectionId)), { timeout: 5000 })
      .not.toContain("UPDATING");
  };

  return { endpoint, client, collection, index, peopled, associate, usersOf, untilSettled };
}

/** A drawn picture as requests have it, by its path below `fixtures/pictures/`. */
export function drawn(file: string): { readonly Bytes: Uint8Array } {
  return { Bytes: fixturePicture(file) };
}
