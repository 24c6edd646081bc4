import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server in the place of AWS that knows one answer of each operation that no model here gives. */
export interface ScriptedRekognition extends AsyncDisposable {
  readonly url: string;
  /** How often it was asked for an operation. */
  asked(operation: string): number;
}

const BOX = { Left: 0.1, Top: 0.7, Width: 0.3, Height: 0.1 };

/** Of the form of the responses in the API reference of each operation. */
const ANSWERS: Readonly<Record<string, object>> = {
  DetectLabels: {
    Labels: [
      {
        Name: "Person",
        Confidence: 99.1,
        Instances: [{ BoundingBox: BOX, Confidence: 98.5 }],
        Parents: [],
        Aliases: [{ Name: "Human" }],
        Categories: [{ Name: "Person Description" }],
      },
    ],
    LabelModelVersion: "3.0",
  },
  DetectText: {
    TextDetections: [
      {
        DetectedText: "STAFF",
        Type: "LINE",
        Id: 0,
        Confidence: 99.5,
        Geometry: { BoundingBox: BOX, Polygon: [{ X: 0.1, Y: 0.7 }] },
      },
    ],
    TextModelVersion: "3.0",
  },
  DetectModerationLabels: {
    ModerationLabels: [{ Name: "Smoking", ParentName: "Drugs & Tobacco", Confidence: 91.5, TaxonomyLevel: 2 }],
    ModerationModelVersion: "7.0",
    ContentTypes: [],
  },
  DetectProtectiveEquipment: {
    ProtectiveEquipmentModelVersion: "1.0",
    Persons: [{ Id: 0, BoundingBox: BOX, Confidence: 99, BodyParts: [{ Name: "FACE", EquipmentDetections: [] }] }],
    Summary: {
      PersonsWithRequiredEquipment: [],
      PersonsWithoutRequiredEquipment: [0],
      PersonsIndeterminate: [],
    },
  },
  DetectCustomLabels: { CustomLabels: [{ Name: "badge", Confidence: 87.5, Geometry: { BoundingBox: BOX } }] },
  RecognizeCelebrities: {
    CelebrityFaces: [
      {
        Id: "1ab2Cd3",
        Name: "Ada Example",
        Urls: ["www.example.com/ada"],
        MatchConfidence: 97,
        KnownGender: { Type: "Female" },
        Face: { BoundingBox: BOX, Confidence: 99.5 },
      },
    ],
    UnrecognizedFaces: [],
  },
  GetCelebrityInfo: { Name: "Ada Example", Urls: ["www.example.com/ada"], KnownGender: { Type: "Female" } },
};

/** Starts it. What it does not know it refuses with the code `NotScripted`; `also` are answers of its own. */
export async function startScriptedRekognition(
  also: Readonly<Record<string, object>> = {},
): Promise<ScriptedRekognition> {
  const answers = { ...ANSWERS, ...also };
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    asked.set(operation, (asked.get(operation) ?? 0) + 1);
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      // A model is somebody's: without the account it is none.
      const answer = body.includes(":000000000000:") ? undefined : answers[operation];
      response.writeHead(answer === undefined ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(answer ?? { __type: "NotScripted", message: operation }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: (operation) => asked.get(operation) ?? 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
