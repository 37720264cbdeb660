import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { COMMON_TEXTS } from '../../../embedded/sqlite/common-texts.ts';
import { packText, unpackText } from '../../../embedded/sqlite/packed-text.ts';

const itemOf = (payload: string): string => JSON.stringify({ pk: { S: 'order-1' }, payload: { S: payload } });

describe('a packed text', () => {
  it('is the text itself if it is short', () => {
    expect(packText('{"pk":{"S":"ä"}}')).toBe('{"pk":{"S":"ä"}}');
    expect(unpackText('{"pk":{"S":"ä"}}')).toBe('{"pk":{"S":"ä"}}');
  });

  it.each([60, 5_000])('is smaller than a long text of %i repeats, and unpacks to it', (repeats) => {
    const text = itemOf('Zeitung für alle '.repeat(repeats));
    const packed = packText(text);
    expect(packed).toBeInstanceOf(Uint8Array);
    expect(packed.length).toBeLessThan(text.length / 8);
    expect(unpackText(packed)).toBe(text);
  });

  it('takes little space for the names that every order has', () => {
    const text = JSON.stringify({
      pk: { S: 'order-4f1e' },
      sk: { S: 'step#crm' },
      attempts: {
        L: [{ M: { run: { N: '1' }, startedAt: { S: '2027-03-04T05:06:07.089Z' }, outcome: { S: 'succeeded' } } }],
      },
      plugin: { S: 'crm' },
      service: { S: 'crm' },
      status: { S: 'succeeded' },
      stepId: { S: 'crm' },
      leaseUntil: { S: '2027-03-04T05:06:17.089Z' },
    });
    expect(packText(text).length).toBeLessThan(text.length / 2);
    expect(unpackText(packText(text))).toBe(text);
  });

  it('of a store of version 0.2 is read as well', () => {
    const text = itemOf('Zeitung für alle '.repeat(60));
    expect(unpackText(deflateRawSync(text, { level: 1 }))).toBe(text);
  });

  it('can be read by every later version, since the common texts never change', () => {
    expect(createHash('sha256').update(COMMON_TEXTS).digest('hex')).toBe(
      '5e7e7231145856c9687456742865c5b727dfdc0c024288a065333179746f4ebb',
    );
  });
});
