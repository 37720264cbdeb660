import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isOrderId } from '../../core/order/order-ids.ts';
import { isErased, type OrderSummaryRecord } from '../../core/order/order-record.ts';
import { normalTerm, SEARCH_KINDS, type SearchTerm, searchTermsOf } from '../../core/order/search-terms.ts';
import { comparePositions, type OrderPosition } from './index-keys.ts';
import { createMatches, type OrderFilter } from './order-filter.ts';
import type { OrderPage } from './order-index.ts';
import { readSummaries } from './read-summaries.ts';
import type { SearchIndex } from './search-index.ts';

/** More orders have the text than are read for one search. */
export class TooManyFound extends Error {
  override readonly name = 'TooManyFound';
}

/** The most orders that are read for one search. */
export const MAX_FOUND = 500;

/**
 * Reads a page of the orders that have a text as their id, reference, external id, e-mail address, owner or subscription, newest first.
 * It finds an order by earlier revisions of it too.
 *
 * @param after the position at which the previous page ended; undefined for the first page
 * @throws TooManyFound
 */
export type FindOrders = (
  text: string,
  filter: OrderFilter,
  after: OrderPosition | undefined,
  limit: number,
) => Promise<OrderPage>;

/** Creates the search over the order table. */
export function createFindOrders(
  client: DynamoDBDocumentClient,
  table: string,
  index: Pick<SearchIndex, 'find' | 'hashOf'>,
): FindOrders {
  const idsOf = async (text: string, terms: readonly SearchTerm[]): Promise<readonly string[]> => {
    const ids = new Set(isOrderId(text) ? [text] : []);
    for (const hash of await Promise.all(terms.map(index.hashOf))) {
      for await (const id of index.find(hash)) {
        ids.add(id);
        if (ids.size > MAX_FOUND) throw new TooManyFound(`More than ${MAX_FOUND} orders have this text.`);
      }
    }
    return [...ids];
  };
  return async (text, filter, after, limit) => {
    const terms = termsOf(text);
    const orders = await readSummaries(client, table, await idsOf(text, terms));
    const matches = createMatches(filter);
    const left = orders
      .filter((order) => matches(order) && mayBeFound(order, text, terms))
      .filter((order) => after === undefined || comparePositions(order, after) > 0)
      .toSorted(comparePositions);
    const page = left.slice(0, limit);
    return { orders: page, next: left.length > limit ? page.at(-1) : undefined };
  };
}

/** Returns what the text may be. People write references in either case. */
function termsOf(text: string): readonly SearchTerm[] {
  return SEARCH_KINDS.map((kind) => ({ kind, text: kind === 'reference' ? text.toUpperCase() : text })).filter(
    (term) => normalTerm(term) !== undefined,
  );
}

/** An entry of the index may outlive an erasure that a resume crossed: an erased order is found by what it still has. */
function mayBeFound(order: OrderSummaryRecord, text: string, terms: readonly SearchTerm[]): boolean {
  if (!isErased(order) || order.id === text) return true;
  const left = searchTermsOf(order).map(({ kind, text: has }) => `${kind} ${has}`);
  return terms.some((term) => left.includes(`${term.kind} ${normalTerm(term)}`));
}
