import type { ActionProblem } from '../../kit/order-actions.ts';
import type { Party } from './field-schemas.ts';

/** The most subscriptions, and the most order actions, of one order ("API Reference", Create an order, Limits). */
const MAX_PER_ORDER = 50;

/** The longest values of an account's name and contacts ("API Reference", Create an order), by the field of an order. */
const LONGEST: Readonly<Partial<Record<keyof Party, number>>> = {
  firstName: 100,
  lastName: 100,
  companyName: 255,
  company: 255,
  address1: 255,
  address2: 255,
  city: 100,
  state: 100,
  county: 100,
  postalCode: 20,
  country: 64,
  email: 80,
  workEmail: 80,
  phone: 40,
  workPhone: 40,
  otherPhone: 40,
};

/**
 * Reports more parts than one order may have.
 *
 * @param found how many there are
 * @param what e.g. `subscriptions`
 */
export function countProblems(path: string, found: number, what: string): readonly ActionProblem[] {
  if (found <= MAX_PER_ORDER) return [];
  const message = `Expected at most ${MAX_PER_ORDER} ${what}, which is Zuora's limit for one order, found ${found}. Split the order.`;
  return [{ path, code: 'too_many_parts', message }];
}

/** Reports values of a contact that are too long for Zuora. They are not shortened, because an address would be another one. */
export function lengthProblems(path: string, party: Party | null | undefined): readonly ActionProblem[] {
  return Object.entries(LONGEST).flatMap(([field, longest]) => {
    const length = party?.[field as keyof Party]?.length ?? 0;
    if (length <= longest) return [];
    const message = `Expected at most ${longest} characters, which is Zuora's limit, found ${length}. Shorten the value.`;
    return [{ path: `${path}.${field}`, code: 'value_too_long', message }];
  });
}
