import * as z from 'zod';

/** What a function reveals about an error besides its name. Customers may read all of it. */
export interface PublicError {
  readonly code: string;
  /** At least one character. */
  readonly publicMessage: string;
}

/** An error after which the state machine waits before it tries again. */
export interface PostponedError extends PublicError {
  readonly seconds: number;
}

/** `code: public message`. Codes are words like `card_declined`. */
const TEXT_FORM = /^([\w.-]+): (.+)$/s;

const jsonForm = z.object({ code: z.string(), publicMessage: z.string().min(1) });

const lambdaCause = z.object({ errorMessage: z.string() });

/**
 * Encodes an error as the message of the exception that a function throws, or as the cause of a failed task.
 *
 * The text form is what operators read in the history of an execution. JSON is used only if that form is ambiguous.
 */
export function encodeError({ code, publicMessage }: PublicError): string {
  const text = `${code}: ${publicMessage}`;
  const [, decodedCode, decodedMessage] = TEXT_FORM.exec(text) ?? [];
  return decodedCode === code && decodedMessage === publicMessage ? text : JSON.stringify({ code, publicMessage });
}

/** Encodes an error with a wait as JSON: `$parse` in `state-machines/compile-step.ts` reads `seconds` from it. */
export function encodePostponedError({ seconds, code, publicMessage }: PostponedError): string {
  return JSON.stringify({ seconds, code, publicMessage });
}

/** Decodes a message of `encodeError` or `encodePostponedError`. Returns undefined if it is neither. */
export function decodeError(message: string): PublicError | undefined {
  const [, code, publicMessage] = TEXT_FORM.exec(message) ?? [];
  if (code !== undefined && publicMessage !== undefined) return { code, publicMessage };
  return jsonForm.safeParse(parseJson(message)).data;
}

/** Returns the message in a cause: the cause of a failed Lambda is JSON with `errorMessage`, others are plain text. */
export function messageOfCause(cause: string): string {
  return lambdaCause.safeParse(parseJson(cause)).data?.errorMessage ?? cause;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
