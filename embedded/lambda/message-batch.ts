/** Messages to another thread that wait for the end of the current turn of the event loop. */
export interface MessageBatch<Message> {
  /** Sends a message with all others of this turn. */
  add(message: Message): void;
}

/**
 * Creates a batch. Waking a thread costs more than most messages, and replies often come together: those of one commit, for
 * example.
 *
 * @param post sends a list of messages, in order
 */
export function createMessageBatch<Message>(post: (messages: readonly Message[]) => void): MessageBatch<Message> {
  let waiting: Message[] = [];
  const flush = (): void => {
    const messages = waiting;
    waiting = [];
    post(messages);
  };
  return {
    add(message) {
      // Runs after all promises that are settled by now, so that what they send goes along.
      if (waiting.push(message) === 1) process.nextTick(flush);
    },
  };
}
