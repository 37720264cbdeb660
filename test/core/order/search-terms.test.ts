import { describe, expect, it } from 'vitest';
import { searchHashOf, searchTermsOf } from '../../../core/order/search-terms.ts';

const ID = `order-${'1'.repeat(32)}`;

describe('the search terms of an order', () => {
  it('are its reference, external id, subscription and every person, without repeats', () => {
    const payload = {
      external_id: 'shop-1',
      owner: ' owner-1 ',
      userDetails: { sub: 'user-2' },
      subscriptionRef: 'A-S1',
      customerDetails: { email: 'Ada@Example.org' },
      billingDetails: { email: 'ada@example.ORG' },
      customFields: { friends: ['bob@bücher.example'], note: 'no address' },
    };
    const texts = searchTermsOf({ id: ID, payload }).map(({ kind, text }) => `${kind} ${text}`);
    expect(texts.filter((text) => !text.startsWith('reference '))).toEqual([
      'email ada@example.org',
      'email bob@xn--bcher-kva.example',
      'owner owner-1',
      'owner user-2',
      'external_id shop-1',
      'subscription A-S1',
    ]);
    expect(texts.filter((text) => text.startsWith('reference '))).toHaveLength(1);
  });

  it('have a hash that depends on kind, text and key, and not on the case of an address', () => {
    const term = { kind: 'email', text: 'ada@example.org' } as const;
    const hash = searchHashOf(term, 'key');
    expect(searchHashOf({ ...term, text: 'ADA@EXAMPLE.ORG' }, 'key')).toBe(hash);
    expect(searchHashOf({ ...term, kind: 'owner' }, 'key')).not.toBe(hash);
    expect(searchHashOf(term, 'another key')).not.toBe(hash);
    expect(searchHashOf({ kind: 'owner', text: 'Ada' }, 'key')).not.toBe(
      searchHashOf({ kind: 'owner', text: 'ada' }, 'key'),
    );
  });
});
