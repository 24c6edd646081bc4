import { Chooser } from "../chooser.tsx";
import { BucketView } from "./bucket-view.tsx";

/** The buckets of the app, and their pictures. */
export function Buckets({ parts: [name] }: { readonly parts: readonly string[] }) {
  return (
    <Chooser title="Buckets" view="buckets" kind="bucket" chosen={name} none="The app has no bucket">
      {(bucket) => <BucketView name={bucket} />}
    </Chooser>
  );
}
