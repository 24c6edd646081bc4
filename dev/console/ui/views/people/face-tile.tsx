import { useState } from "preact/hooks";
import type { KnownFace } from "../../../wire/recognition.ts";
import { CutPicture } from "../../components/cut-picture.tsx";

/** A face, cut from its picture. */
export function FaceCut({ face, size }: { readonly face: KnownFace; readonly size: number }) {
  const [isBroken, setBroken] = useState(false);
  const { Left = 0, Top = 0, Width = 0, Height = 0 } = face.box;
  if (face.picture === undefined || isBroken) {
    return (
      <span class="face-cut no-picture" style={{ "--size": `${size}px` }}>
        no picture
      </span>
    );
  }
  return (
    <CutPicture
      object={face.picture}
      box={[Left, Top, Width, Height]}
      size={size}
      alt=""
      onBroken={() => setBroken(true)}
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
