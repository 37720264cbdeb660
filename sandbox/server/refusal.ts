import type { Reply } from './exchange.ts';

/** A partner says no: the answer to send, and nothing of the request is kept. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`Refused with status ${reply.status}: the answer is in "reply".`);
    this.reply = reply;
  }
}
