import { createHmac } from 'node:crypto';
import { normalEmail } from '../input/email-address.ts';
import { type JsonObject, textOf, visitJson } from '../json.ts';
import { orderReferenceOf } from './order-ids.ts';
import { loggedInUser, ownerOf } from './order-receiver.ts';
import { namedSubscription } from './order-subscription.ts';

/** What identifies a person, and with it the orders that an erasure finds. */
export const PERSON_KINDS = ['email', 'owner'] as const;

/** What orders can be found by. */
export const SEARCH_KINDS = [...PERSON_KINDS, 'reference', 'external_id', 'subscription'] as const;

/** One of the kinds of search terms. */
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** A text by which an order is found, exactly. */
export interface SearchTerm {
  readonly kind: SearchKind;
  readonly text: string;
}

/** The part of an order that its search terms come from. */
interface SearchableOrder {
  readonly id: string;
  readonly payload: JsonObject;
}

/** Where the terms of each kind come from. The e-mail addresses are those of every person, in whatever field. */
const TEXTS: Readonly<Record<SearchKind, (order: SearchableOrder) => readonly (string | undefined)[]>> = {
  email: ({ payload }) => textsWithAt(payload),
  owner: ({ payload }) => [ownerOf(payload), loggedInUser(payload)],
  reference: ({ id }) => [orderReferenceOf(id)],
  external_id: ({ payload }) => [textOf(payload.external_id)],
  subscription: ({ payload }) => namedSubscription(payload)?.names ?? [],
};

function textsWithAt(payload: JsonObject): readonly string[] {
  const texts: string[] = [];
  visitJson(payload, (value) => {
    if (typeof value === 'string' && value.includes('@')) texts.push(value);
  });
  return texts;
}

/**
 * Returns a text in the form in which its kind is compared: e-mail addresses without regard to case and spelling of the domain,
 * everything else exactly, without spaces around it.
 *
 * @returns undefined if the text is none of that kind
 */
export function normalTerm({ kind, text }: SearchTerm): string | undefined {
  return kind === 'email' ? normalEmail(text) : text.trim() || undefined;
}

/** Returns everything that an order is found by, without repeats. */
export function searchTermsOf(order: SearchableOrder, kinds: readonly SearchKind[] = SEARCH_KINDS): SearchTerm[] {
  return kinds.flatMap((kind) => {
    const texts = new Set<string>();
    for (const text of TEXTS[kind](order)) {
      const term = text === undefined ? undefined : normalTerm({ kind, text });
      if (term !== undefined) texts.add(term);
    }
    return Array.from(texts, (text) => ({ kind, text }));
  });
}

/**
 * Returns the keyed hash of a term (HMAC-SHA-256, base64url). Without the key nobody can try out whose orders there are.
 *
 * @param key the tenant's search key
 */
export function searchHashOf(term: SearchTerm, key: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([term.kind, normalTerm(term) ?? '']))
    .digest('base64url');
}
