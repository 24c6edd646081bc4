import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { reasonOf } from "../api.ts";
import { tell } from "../store.ts";

/** A button. While what it does is under way it cannot be pressed again; what fails is told. */
export function Button({
  onPress,
  kind,
  pressed,
  disabled = false,
  label,
  children,
}: {
  readonly onPress: () => unknown;
  readonly kind?: "main" | "danger";
  /** For one that stays down. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  /** For screen readers, where the text says too little. */
  readonly label?: string;
  readonly children: ComponentChildren;
}) {
  const [isBusy, setBusy] = useState(false);
  const press = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      await onPress();
    } catch (error) {
      tell(reasonOf(error), "bad");
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      class="button"
      data-kind={kind}
      aria-pressed={pressed}
      aria-label={label}
      disabled={disabled}
      // One that is disabled would lose the focus, and with it the place of whoever goes by the keyboard.
      aria-disabled={isBusy ? "true" : undefined}
      onClick={() => void press()}
    >
      {children}
    </button>
  );
}
