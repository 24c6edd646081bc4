/** Whether a message matches. */
export type Filter = (message: string) => boolean;
