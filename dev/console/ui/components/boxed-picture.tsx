import { useState } from "preact/hooks";
import type { SeenFace } from "../../../trace/events.ts";

/** Where an object lies. */
export interface PictureObject {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string;
}

/** What is drawn over a picture. */
export interface Layers {
  readonly boxes: boolean;
  readonly numbers: boolean;
  /** Points as ratios of the picture. */
  readonly points?: readonly { readonly x: number; readonly y: number }[];
}

/** A picture with the boxes of its faces: solid for those that were indexed, dashed for those that were left out. */
export function BoxedPicture({
  object,
  faces = [],
  layers = { boxes: true, numbers: false },
}: {
  readonly object: PictureObject;
  readonly faces?: readonly SeenFace[];
  readonly layers?: Layers;
}) {
  const source = pictureUrl(object);
  const [broken, setBroken] = useState<string>();
  if (broken === source) return <NoPicture name={object.key} />;
  return (
    <span class="boxed">
      <img
        src={source}
        alt={altOf(object.key, faces)}
        loading="lazy"
        decoding="async"
        onError={() => setBroken(source)}
      />
      <Overlay faces={faces} layers={layers} />
    </span>
  );
}

/** A tile in the place of a file that cannot be drawn. */
function NoPicture({ name }: { readonly name: string }) {
  return (
    <span class="no-picture" role="img" aria-label={`${name} is not a picture`}>
      not a picture
    </span>
  );
}

/** The boxes over whatever has the shape of the picture. */
export function Overlay({ faces, layers }: { readonly faces: readonly SeenFace[]; readonly layers: Layers }) {
  return (
    <>
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {layers.boxes
          ? faces.map((face, index) => {
              const [x, y, width, height] = face.box;
              return (
                <g key={index} data-face={kindOf(face)}>
                  <rect class="casing" x={x} y={y} width={width} height={height} />
                  <rect class="line" x={x} y={y} width={width} height={height} />
                </g>
              );
            })
          : null}
        {layers.points?.map(({ x, y }, index) => (
          <path key={index} class="point" d={`M${x} ${y}h0`} />
        ))}
      </svg>
      {layers.numbers && layers.boxes
        ? faces.map(({ box: [left, top] }, index) => (
            <span
              key={index}
              class="box-number"
              aria-hidden="true"
              style={{ left: `${Math.max(0, left) * 100}%`, top: `${Math.max(0.05, top) * 100}%` }}
            >
              {index + 1}
            </span>
          ))
        : null}
    </>
  );
}

/** What became of a face. */
export function kindOf({ faceId, reasons }: SeenFace): "indexed" | "left-out" | "found" {
  if (faceId !== undefined) return "indexed";
  return reasons === undefined ? "found" : "left-out";
}

/** Where an object is had for an image decoder. */
export function pictureUrl({ bucket, key, version }: PictureObject): string {
  const query = { bucket, key, ...(version === undefined ? {} : { version }) };
  return `console/picture?${new URLSearchParams(query).toString()}`;
}

function altOf(key: string, faces: readonly SeenFace[]): string {
  if (faces.length === 0) return key;
  return `${key}, with ${faces.length} ${faces.length === 1 ? "face" : "faces"} marked`;
}
