import type { ServiceGaps } from "../endpoint/service-definition.ts";

const COLLECTION = ["AWS::Rekognition::Collection"];

/** What Rekognition leaves out, and where it differs. */
export const REKOGNITION_GAPS: ServiceGaps = {
  partly: {},
  refused: [
    {
      concerns: [],
      text: "in mode `local`, every operation on other things than faces: DetectLabels, DetectText, DetectModerationLabels, DetectProtectiveEquipment, DetectCustomLabels, RecognizeCelebrities and GetCelebrityInfo are answered in modes `record`, `replay` and `aws` alone ([who answers what](rekognition.md#who-answers-what))",
    },
    { concerns: [], text: "video, streams, liveness, media analysis, projects and datasets, in every mode" },
    {
      concerns: [],
      text: "human review (`HumanLoopConfig`) is passed on to AWS in modes `record` and `aws`; nothing here shows its loop",
    },
  ],
  differences: [
    {
      concerns: COLLECTION,
      text: "similarity comes from another face model than AWS's: same person and different person lie on the same sides of the usual thresholds, the numbers between differ",
    },
    {
      concerns: COLLECTION,
      text: "attributes without a model (glasses, sunglasses, beard, mustache, occlusion) answer `false` with confidence 50, and eye direction is that of the head; [how each is computed, and how good it is](rekognition.md#what-a-face-detail-says)",
    },
    { concerns: COLLECTION, text: "the region of the bucket is not compared with Rekognition's" },
    {
      concerns: COLLECTION,
      text: "a collection whose faces another version of the engine has indexed answers `FaceEngineChangedException`, a code of our own, until `doppelface reembed` has made new vectors",
    },
    {
      concerns: COLLECTION,
      text: "a user is UPDATING for one second after its faces changed; searches go by the new faces at once",
    },
    {
      concerns: COLLECTION,
      text: "a `ClientRequestToken` is remembered for an hour; the 101st face of a user refuses the whole request",
    },
    {
      concerns: COLLECTION,
      text: "without an `ExternalImageId` the faces of a picture are stored again at each call; on AWS the face of a picture with one face was seen to keep its FaceId",
    },
    {
      concerns: COLLECTION,
      text: "unknown on AWS and chosen here: `SearchUsers` by `UserId` leaves the user itself out, by both ids is refused, by a face that is not there answers as `SearchFaces` does; a picture may have any number of pixels a side and 100 million in all; a filter that refuses the largest face has searches take the next; `ListFaces` by a user that is not there is empty; the texts of `ConflictException` and of a missing user; ListCollections lists the oldest first, pages and searches without a maximum have 4,096 entries, a collection takes 200 tags",
    },
  ],
};
