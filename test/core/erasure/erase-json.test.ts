import { describe, expect, it } from 'vitest';
import { eraseJson, personalMask } from '../../../core/erasure/erase-json.ts';

const asItIs = (text: string) => text;

describe('an erased document', () => {
  it('keeps ids, references, dates, types and amounts', () => {
    const document = {
      order_type: 'new',
      external_id: 'shop-1',
      orderDate: '2026-11-22',
      country: 'GB',
      total: { amount: 9.99, currency: 'GBP' },
      orderItems: [{ id: 'item-1', quantity: 2, offer: { path: '/offers/Digital Monthly', name: 'Digital Monthly' } }],
      subscriptionNumber: 'A-S1',
      isGift: true,
      empty: null,
    };
    expect(eraseJson(document, asItIs)).toEqual(document);
  });

  it('keeps nothing of persons, of free fields and of fields that nobody knows', () => {
    const document = {
      customerDetails: { firstName: 'Ada', id: 'ada', country: 'GB', age: 36 },
      customFields: { id: 'X-1', amount: 5, list: ['a'] },
      notes: 'Call Ada',
      phone: 4477,
      sourceId: 'Ada Lovelace',
      reference: 'ada@example.org',
      data: { reason: { id: 'too-dear', feedback: 'I moved' } },
    };
    expect(eraseJson(document, asItIs)).toEqual({
      customerDetails: { firstName: '[erased]', id: '[erased]', country: 'GB', age: '[erased]' },
      customFields: { id: '[erased]', amount: '[erased]', list: ['[erased]'] },
      notes: '[erased]',
      phone: '[erased]',
      sourceId: '[erased]',
      reference: '[erased]',
      data: { reason: { id: 'too-dear', feedback: '[erased]' } },
    });
  });
});

describe('the mask of an order', () => {
  it('replaces what the order says about persons, in any spelling of a URL, and nothing else', () => {
    const mask = personalMask([
      { customerDetails: { lastName: "O'Hara Ång", country: 'GB' }, owner: 'owner-7', external_id: 'shop-1' },
    ]);
    expect(mask("https://crm.example.org/name/O'Hara%20%C3%85ng/GB/shop-1?o=OWNER-7")).toBe(
      'https://crm.example.org/name/[erased]/GB/shop-1?o=[erased]',
    );
  });
});
