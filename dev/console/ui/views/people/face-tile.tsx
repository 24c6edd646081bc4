import { useState } from "preact/hooks";
import type { KnownFace } from "../../../wire/recognition.ts";
import { faceUrl } from "../../components/boxed-picture.tsx";

/** A face, cut from its picture. */
export function FaceCut({ face, size }: { readonly face: KnownFace; readonly size: number }) {
  const [isBroken, setBroken] = useState(false);
  const { Left = 0, Top = 0, Width = 0, Height = 0 } = face.box;
  if (face.picture === undefined || isBroken) {
    return (
      <span class="face-cut no-picture" style={{ width: `${size}px`, height: `${size}px` }}>
        no picture
      </span>
    );
  }
  return (
    <img
      class="face-cut"
      src={faceUrl(face.picture, [Left, Top, Width, Height], size * 2)}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      onError={() => setBroken(true)}
    />
  );
}

/** A face that can be chosen, for a comparison. */
export function FaceTile({
  face,
  isPicked,
  onPress,
}: {
  readonly face: KnownFace;
  readonly isPicked: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      class="face-tile"
      aria-pressed={isPicked}
      aria-label={`${face.person}, from ${face.picture?.key ?? "an unknown picture"}`}
      title={face.picture?.key ?? face.faceId}
      onClick={onPress}
    >
      <FaceCut face={face} size={76} />
    </button>
  );
}
