import { useState } from "preact/hooks";
import type { SeenFace } from "../../../trace/events.ts";
import { type PictureObject, pictureUrl } from "./boxed-picture.tsx";

/** What is shown around a face's box, as a ratio of its size. */
const MARGIN = 0.35;

/** A face, cut from its picture: square. */
export function CutPicture({
  object,
  box,
  size,
  alt,
  onBroken,
}: {
  readonly object: PictureObject;
  /** Left, top, width, height, as ratios of the upright picture. */
  readonly box: SeenFace["box"];
  /** Pixels. */
  readonly size: number;
  readonly alt: string;
  readonly onBroken?: () => void;
}) {
  const [picture, setPicture] = useState({ width: 0, height: 0 });
  return (
    <span class="face-cut" style={{ "--size": `${size}px` }}>
      <img
        src={pictureUrl(object)}
        alt={alt}
        loading="lazy"
        decoding="async"
        style={picture.width === 0 ? { opacity: 0 } : placed(box, picture)}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setPicture({ width: naturalWidth, height: naturalHeight })
        }
        onError={() => onBroken?.()}
      />
    </span>
  );
}

/** Where the whole picture lies, of which the square shows a part. */
function placed([left, top, across, down]: SeenFace["box"], { width, height }: { width: number; height: number }) {
  const wanted = Math.max(across * width, down * height) * (1 + 2 * MARGIN);
  const side = Math.max(1, Math.min(wanted, width, height));
  const before = (middle: number, most: number): number => Math.min(Math.max(0, middle - side / 2), most - side);
  const percent = (pixels: number): string => `${(100 * pixels) / side}%`;
  return {
    width: percent(width),
    height: percent(height),
    left: percent(-before((left + across / 2) * width, width)),
    top: percent(-before((top + down / 2) * height, height)),
  };
}
