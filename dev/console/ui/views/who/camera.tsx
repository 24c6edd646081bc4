import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { Panel, Trouble } from "../../components/panel.tsx";

/** What the camera sees, for a picture of it. The picture stays on this machine. */
export function Camera({ take, close }: { readonly take: (file: File) => void; readonly close: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    let stream: MediaStream | undefined;
    const open = async (): Promise<void> => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
        if (video.current !== null) video.current.srcObject = stream;
      } catch (error) {
        setTrouble(`The camera cannot be used: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    void open();
    return () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);
  const shoot = async (): Promise<void> => {
    const seen = video.current;
    if (seen === null) return;
    const canvas = new OffscreenCanvas(seen.videoWidth, seen.videoHeight);
    canvas.getContext("2d")?.drawImage(seen, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
    take(new File([blob], "camera.jpg", { type: "image/jpeg", lastModified: Date.now() }));
  };
  return (
    <Panel title="Camera" side={<Button onPress={close}>Close</Button>}>
      {trouble === undefined ? (
        <div class="camera">
          <video ref={video} autoPlay muted playsInline aria-label="What the camera sees" />
          <Button kind="main" onPress={shoot}>
            Take the picture
          </Button>
        </div>
      ) : (
        <Trouble text={trouble} />
      )}
    </Panel>
  );
}
