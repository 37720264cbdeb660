import type { EvaluationError } from './apart/messages.ts';

/** The evaluation of an expression failed. The message says why, without the values in it. */
export class EvaluationFailed extends Error {
  override readonly name = 'EvaluationFailed';

  readonly details: EvaluationError;

  constructor(details: EvaluationError) {
    super(detailOf(details));
    this.details = details;
  }
}

/** What an error of an evaluation means, by its code. Source: jsonata 2.2.2, `errorCodes`. */
const MEANINGS: Readonly<Record<string, string>> = {
  D1001: 'a number is out of range',
  D1002: 'only a number can be negated',
  D1004: 'a regular expression matches an empty text',
  D1012: 'the evaluation took too long',
  D2014: 'a range has too many numbers',
  D3001: 'infinity and NaN have no text',
  D3030: 'a value cannot become a number',
  D3110: 'a text is not an ISO 8601 timestamp',
  D3120: 'a text passed to $eval does not parse',
  D3121: 'a text passed to $eval could not be evaluated',
  D3136: 'a timestamp does not match its picture',
  D3137: 'the expression called $error',
  D3138: '$single found more than one value',
  D3139: '$single found no value',
  D3141: 'a condition of $assert is false',
  T0410: 'an argument of a function has the wrong type',
  T0411: 'the context of a function has the wrong type',
  T0412: 'a list has items of the wrong type',
  T1005: 'it calls something that is not a function',
  T1006: 'it calls something that is not a function',
  T2001: 'the left side of an operator is not a number',
  T2002: 'the right side of an operator is not a number',
  T2009: 'values of different types are compared',
  T2010: 'values that are neither numbers nor texts are compared',
};

/**
 * Returns what an evaluation threw, without the values in it: JSONata quotes them, and they may be personal data.
 *
 * @param text the expression; a token that is not in it comes from the input
 */
export function evaluationErrorOf(thrown: unknown, text: string): EvaluationError {
  if (thrown instanceof EvaluationFailed) return thrown.details;
  // JSONata throws plain objects, and passes on what the functions of JavaScript throw.
  if (typeof thrown !== 'object' || thrown === null) return {};
  const { code, position, token } = thrown as Readonly<Record<string, unknown>>;
  return {
    ...(typeof code === 'string' && /^[A-Z]\d{4}$/.test(code) && { code }),
    ...(typeof position === 'number' && { position }),
    ...(typeof token === 'string' && text.includes(token) && { token }),
  };
}

function detailOf(details: EvaluationError): string {
  const { code, position, token } = details;
  if (code === undefined) return meaningOf(details);
  const about = token === undefined ? '' : ` (${token})`;
  return `${meaningOf(details)}, error ${code} of JSONata${about}${atPosition(position)}`;
}

/** Returns what an error of an evaluation means, e.g. `a value cannot become a number`. */
export function meaningOf({ code, message }: EvaluationError): string {
  return message ?? MEANINGS[code ?? ''] ?? 'the evaluation failed';
}

/** Returns the position of an error in its expression, for the end of a sentence. */
export function atPosition(position: number | undefined): string {
  return position === undefined ? '' : ` at character ${position}`;
}
