import { expect, it } from 'vitest';
import { maskPersonal } from '../../../plugins/kit/mask-personal.ts';

it.each(['customerDetails', 'billingDetails', 'deliveryDetails', 'recipientDetails', 'userDetails', 'address'])(
  'masks the values under %s in a message',
  (part) => {
    const order = { [part]: { lastName: 'Byrne', lines: { first: 'Byrne House' }, country: 'GB' } };
    expect(maskPersonal('Byrne of Byrne House, GB, is not valid', order)).toBe(
      '[personal] of [personal], GB, is not valid',
    );
  },
);

it('leaves a message without personal data unchanged, and truncates a long one', () => {
  expect(maskPersonal('INVALID_FIELD: Colour', { order_type: 'new', source: 'Colour' })).toBe('INVALID_FIELD: Colour');
  expect(maskPersonal('x'.repeat(600), {})).toHaveLength(500);
});
