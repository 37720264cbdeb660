/** A refusal that the OpenAPI document cannot foretell. */
export interface AcceptedRefusal {
  /** What the message of the problem begins with. */
  readonly message: string;
  /** Why a schema cannot say it. */
  readonly reason: string;
}

/** Refusals of requests that match the document. Its description lists them for callers. */
export const ACCEPTED_REFUSALS: readonly AcceptedRefusal[] = [
  {
    message: 'Expected the cursor of an earlier page.',
    reason: 'only the API knows which cursors it has issued',
  },
  {
    message: 'Expected at most 92 days before "to"',
    reason: 'a schema cannot compare two parameters',
  },
  {
    message: 'Expected a time no later than "to"',
    reason: 'a schema cannot compare two parameters',
  },
  {
    message: 'Expected the same filters as on the previous page',
    reason: 'only the API knows which filters a cursor belongs to',
  },
  {
    message: 'Expected at most P366D',
    reason: 'a schema cannot compare durations',
  },
  {
    message: 'Expected a field of ',
    reason: 'a patch may have the fields that its order has or its order type allows',
  },
  {
    message: 'Expected Unicode text, found half of a surrogate pair or a NUL.',
    reason: 'a schema cannot limit the characters of fields that it does not know',
  },
  {
    message: 'Expected a key in Unicode, found half of a surrogate pair or a NUL.',
    reason: 'a schema cannot limit the characters of fields that it does not know',
  },
  {
    message: 'Expected a number that keeps its value in 64-bit floating point',
    reason: 'a schema describes the value of a number, not its spelling',
  },
  {
    message: 'Card data is not accepted.',
    reason: 'a schema cannot compute the check digit of a card number',
  },
  {
    message: 'Expected a reference, found a secret or personal data',
    reason: 'a schema cannot recognise secrets and personal data',
  },
  {
    message: 'Expected an id of its own, found that of another item.',
    reason: 'a schema can require unique items, not items with unique ids',
  },
];

/** Why a path or a method that the document does not have gets a 404, never a 405. */
export const UNKNOWN_METHOD = 'an HTTP API of API Gateway answers 404 to a method that a path does not have, never 405';
