import { useEffect, useRef, useState } from "preact/hooks";
import { reasonOf } from "../api.ts";
import { revision } from "../store.ts";

/** What is read, while it is read, and where that fails. */
export interface Loaded<Value> {
  readonly value: Value | undefined;
  readonly trouble: string | undefined;
  readonly isLoading: boolean;
  readonly again: () => void;
}

/** Reads something when a view is shown, when `key` becomes another, and after a deploy; the last value stays meanwhile. */
export function useLoad<Value>(key: string, load: () => Promise<Value>): Loaded<Value> {
  const [state, setState] = useState<{ key: string; value?: Value; trouble?: string; isLoading: boolean }>({
    key,
    isLoading: true,
  });
  const [round, setRound] = useState(0);
  const loading = useRef(load);
  loading.current = load;
  const deployed = revision.value;
  useEffect(() => {
    let isCurrent = true;
    setState((before) => (before.key === key ? { ...before, isLoading: true } : { key, isLoading: true }));
    loading.current().then(
      (value) => isCurrent && setState({ key, value, isLoading: false }),
      (error: unknown) => isCurrent && setState({ key, trouble: reasonOf(error), isLoading: false }),
    );
    return () => {
      isCurrent = false;
    };
  }, [key, round, deployed]);
  const isSame = state.key === key;
  return {
    value: isSame ? state.value : undefined,
    trouble: isSame ? state.trouble : undefined,
    isLoading: !isSame || state.isLoading,
    again: () => setRound((before) => before + 1),
  };
}
