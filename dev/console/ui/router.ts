import { computed, signal } from "@preact/signals";

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
  scrollTo(0, 0);
});

/** Where the page is: `#/a/b?c=d`, the parts decoded. */
export const route = computed(() => {
  const [path = "", query = ""] = hash.value.replace(/^#\/?/, "").split("?");
  const parts = path === "" ? [] : path.split("/").map(decoded);
  return { view: parts[0] ?? "", parts: parts.slice(1), query: new URLSearchParams(query) };
});

/** The address of a view. */
export function link(view: string, ...parts: readonly string[]): string {
  return `#/${[view, ...parts].map(encodeURIComponent).join("/")}`;
}

/** Goes to an address that `link` made. */
export function go(address: string): void {
  location.hash = address;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
