import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeError, encodeError, encodePostponedError, messageOfCause } from '../../../blueprint/wire/error.ts';

const publicError = fc.record({
  code: fc.oneof(fc.stringMatching(/^[\w.-]+$/), fc.string()),
  publicMessage: fc.string({ minLength: 1, unit: 'binary' }),
});

/** The cause of a Lambda that threw an error with this message. */
const causeOf = (errorMessage: string) => JSON.stringify({ errorType: 'PluginDeclined', errorMessage, trace: [] });

describe('the error codec', () => {
  it('decodes every error that it encodes, also from the cause of a Lambda', () => {
    fc.assert(
      fc.property(publicError, (error) => {
        const message = encodeError(error);
        expect(decodeError(message)).toEqual(error);
        expect(messageOfCause(causeOf(message))).toBe(message);
      }),
    );
  });

  it('decodes every postponed error that it encodes', () => {
    fc.assert(
      fc.property(publicError, fc.nat(), (error, seconds) => {
        const message = encodePostponedError({ ...error, seconds });
        expect(JSON.parse(message)).toEqual({ ...error, seconds });
        expect(decodeError(message)).toEqual(error);
      }),
    );
  });

  it('encodes an error as readable text if its code is one word', () => {
    expect(encodeError({ code: 'card_declined', publicMessage: 'The card was declined.\nTry another.' })).toBe(
      'card_declined: The card was declined.\nTry another.',
    );
  });

  it.each([
    ['two words', 'The card'],
    ['an ambiguous code', 'reason: The card'],
    ['an empty code', ''],
  ])('encodes %s as JSON', (_, code) => {
    expect(JSON.parse(encodeError({ code, publicMessage: 'No.' }))).toEqual({ code, publicMessage: 'No.' });
  });

  it.each(['', 'The connection closed.', 'code: ', '{"code":1}', '{"code":"c","publicMessage":""}', 'null', '[]'])(
    'decodes nothing from %j',
    (message) => {
      expect(decodeError(message)).toBeUndefined();
    },
  );

  it.each(['', 'plain text', '{"errorType":"Sandbox.Timedout"}', '"text"', 'null'])(
    'returns a cause without errorMessage as it is: %j',
    (cause) => {
      expect(messageOfCause(cause)).toBe(cause);
    },
  );
});
