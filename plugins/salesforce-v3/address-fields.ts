import type { JsonObject } from '../../core/json.ts';
import type { PostalAddress } from './customer/customer.ts';

/** Which address of an account the fields are: the bill's or the goods'. */
export type AddressKind = 'Billing' | 'Shipping';

/** Whether a field of an account is part of one of its addresses, e.g. `BillingCity`. */
export function addressKindOf(field: string): AddressKind | undefined {
  return (['Billing', 'Shipping'] as const).find((kind) => field.startsWith(kind));
}

/**
 * All five fields of an address: street lines joined by a comma, null for a part that the address does not have.
 *
 * Null empties the field, so that nothing of an earlier address stays beside the new one.
 */
export function addressFields(kind: AddressKind, address: PostalAddress): JsonObject {
  const street = [address.address1, address.address2].filter((line) => line !== undefined).join(', ');
  return {
    [`${kind}Street`]: street || null,
    [`${kind}City`]: address.city ?? null,
    [`${kind}State`]: address.state ?? null,
    [`${kind}PostalCode`]: address.postalCode ?? null,
    [`${kind}Country`]: address.country ?? null,
  };
}
