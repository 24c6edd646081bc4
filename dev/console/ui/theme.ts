import { effect, signal } from "@preact/signals";

type Theme = "auto" | "light" | "dark";

const ORDER: readonly Theme[] = ["auto", "light", "dark"];
const KEY = "doppelface-theme";

/** Light or dark; by itself as the system has it. */
export const theme = signal<Theme>(ORDER.find((one) => one === localStorage.getItem(KEY)) ?? "auto");

/** Takes the next theme. */
export function turnTheme(): void {
  theme.value = ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length] ?? "auto";
}

effect(() => {
  localStorage.setItem(KEY, theme.value);
  const root = document.documentElement;
  if (theme.value === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = theme.value;
});
