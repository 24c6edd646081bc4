import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

interface Question {
  readonly text: string;
  /** What the button says that goes on. */
  readonly action: string;
  readonly answer: (goesOn: boolean) => void;
}

const question = signal<Question | undefined>(undefined);

/**
 * Asks before something is taken away; resolves with whether to go on. A question that stands already is answered no.
 */
export function confirmed(text: string, action: string): Promise<boolean> {
  question.value?.answer(false);
  return new Promise((resolve) => {
    question.value = { text, action, answer: resolve };
  });
}

/** The question that stands, in front of the page: focus stays in it, Escape is no. */
export function Confirm() {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = question.value;
  useEffect(() => {
    if (asked !== undefined) dialog.current?.showModal();
  }, [asked]);
  if (asked === undefined) return null;
  const answer = (goesOn: boolean) => (): void => {
    // Closed first, so that focus is back where it was.
    dialog.current?.close();
    if (question.value === asked) question.value = undefined;
    asked.answer(goesOn);
  };
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby="confirm-text" onCancel={answer(false)}>
      <p id="confirm-text">{asked.text}</p>
      <div class="row">
        <button type="button" class="button" autoFocus onClick={answer(false)}>
          Cancel
        </button>
        <button type="button" class="button" data-kind="danger" onClick={answer(true)}>
          {asked.action}
        </button>
      </div>
    </dialog>
  );
}
