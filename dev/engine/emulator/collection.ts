import { CreateCollectionCommand, type RekognitionClient } from "@aws-sdk/client-rekognition";

/** Creates a collection unless it is there. */
export async function ensureCollection(
  rekognition: RekognitionClient,
  CollectionId: string,
  notice: (text: string) => void,
): Promise<void> {
  try {
    await rekognition.send(new CreateCollectionCommand({ CollectionId }));
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceAlreadyExistsException") return;
    throw error;
  }
  notice(
    `CreateCollection ${CollectionId}: by an API call, and left out of the stack, since Rekognition is not the emulator's.`,
  );
}
