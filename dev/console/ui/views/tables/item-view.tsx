import { useState } from "preact/hooks";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { Button } from "../../components/button.tsx";
import { plain } from "./plain-item.ts";

/** An item, as plain JSON or as AWS writes it. */
export function ItemView({ item }: { readonly item: Record<string, AttributeValue> }) {
  const [isAws, setAws] = useState(false);
  return (
    <div class="item">
      <pre class="code" tabIndex={0}>
        {JSON.stringify(isAws ? item : plain(item), undefined, 2)}
      </pre>
      <Button pressed={isAws} onPress={() => setAws(!isAws)}>
        AWS JSON
      </Button>
    </div>
  );
}
