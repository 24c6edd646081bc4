import { ServiceError } from "../../errors.ts";
import type { SqsContext } from "./context.ts";
import { invalidParameter, receiptHandleIsInvalid } from "./errors.ts";
import { idOfReceipt } from "./message-store.ts";
import type { Queue } from "./queue-store.ts";

/** Hides a received message for other seconds from now on. Inside `write`; to be announced once that has resolved. */
export function changeVisibility({ messages, meter }: SqsContext, queue: Queue, handle: string, seconds: number): void {
  const id = idOfReceipt(handle);
  if (id === undefined) throw receiptHandleIsInvalid(handle);
  const message = messages.find(queue.id, id);
  if (message === undefined) {
    throw invalidParameter(
      handle,
      "ReceiptHandle",
      "Message does not exist or is not available for visibility timeout change.",
    );
  }
  const now = Date.now();
  // One whose time is over and that nobody else has received is hidden again (LocalStack's record of
  // `test_change_message_visibility_after_visibility_timeout_expiration`).
  if (message.receipt !== handle) {
    throw new ServiceError("MessageNotInflight", "The message referred to isn't in flight.");
  }
  messages.setVisibleAt(id, now + seconds * 1000);
  meter.changed(queue.id);
}

/** Deletes the message of a receipt handle; one that is gone is no error. Inside `write`. */
export function deleteByHandle({ messages, meter }: SqsContext, queue: Queue, handle: string): void {
  const id = idOfReceipt(handle);
  if (id === undefined) throw receiptHandleIsInvalid(handle);
  messages.delete(queue.id, id);
  meter.deleted(queue);
}
