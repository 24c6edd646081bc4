import type { Rekognition } from "@aws-sdk/client-rekognition";

const CollectionId = "fuzzed";

/** Collections and their faces; pictures have samples of their own. */
export async function useRekognition(rekognition: Rekognition): Promise<void> {
  await rekognition.createCollection({ CollectionId, Tags: { a: "b" } });
  await rekognition.describeCollection({ CollectionId });
  await rekognition.listCollections({ MaxResults: 2 });
  await rekognition.listFaces({ CollectionId, MaxResults: 5 });
  await rekognition.deleteFaces({ CollectionId, FaceIds: ["11111111-2222-3333-4444-555555555555"] });
  await rekognition
    .searchFaces({ CollectionId, FaceId: "11111111-2222-3333-4444-555555555555", FaceMatchThreshold: 80, MaxFaces: 3 })
    .catch(() => undefined);
  await rekognition
    .indexFaces({
      CollectionId,
      Image: { S3Object: { Bucket: "fuzzed-bucket", Name: "second" } },
      ExternalImageId: "x",
      MaxFaces: 1,
      QualityFilter: "AUTO",
      DetectionAttributes: ["ALL"],
    })
    .catch(() => undefined);
}
