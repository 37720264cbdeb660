import {
  keepPreviousData,
  type QueryClient,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import type { ResponseBody, ResponseName } from '../../../blueprint/routes/response-schemas.ts';
import { isAtRest } from '../../../core/order/order-status.ts';
import { useApi } from './api-context.ts';
import type { Order, OrderSummary, Proposal } from './types.ts';

/** How often views ask again, in milliseconds: what moves often, and what moves rarely. */
const LIVE_MS = 2_000;
const CALM_MS = 10_000;

/** A list with more pages than this is not read again by itself. */
const MAX_LIVE_PAGES = 3;

/** Filters of `GET /orders`, as in its query. */
export type OrderFilters = Readonly<Record<string, string | undefined>>;

/** The pages of a list of orders. */
export function useOrders(filters: OrderFilters, limit = 50): UseInfiniteQueryResult<readonly OrderSummary[]> {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['orders', filters, limit],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api<ResponseBody<'OrderList'>>({ path: '/orders', query: { ...filters, limit, cursor: pageParam }, signal }),
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > MAX_LIVE_PAGES ? false : CALM_MS / 2),
  });
}

/** An order. It is read often until it is at rest. */
export function useOrder(id: string): UseQueryResult<Order> {
  return useRead<'OrderDetails'>(['order', id], `/orders/${encodeURIComponent(id)}`, (order) =>
    order !== undefined && isAtRest(order.status) ? CALM_MS : LIVE_MS,
  );
}

/** The process events of an order, one per run. */
export function useProcessEvents(id: string, live: boolean): UseQueryResult<ResponseBody<'ProcessEventList'>> {
  const path = `/orders/${encodeURIComponent(id)}/process-events`;
  return useRead<'ProcessEventList'>(['order', id, 'process-events'], path, () => (live ? LIVE_MS : CALM_MS));
}

/** Returns whether a proposal does not change by itself any more. */
export function isOver({ status }: Pick<Proposal, 'status'>): boolean {
  return status === 'finished' || status === 'stopped' || status === 'refused' || status === 'expired';
}

/** A proposal. It is read often until it has ended. */
export function useProposal(id: string): UseQueryResult<Proposal> {
  const path = `/proposals/${encodeURIComponent(id)}`;
  return useRead<'Proposal'>(['proposals', id], path, (proposal) => {
    if (proposal === undefined || !isOver(proposal)) return proposal?.status === 'ready' ? LIVE_MS : LIVE_MS / 2;
    return CALM_MS;
  });
}

/** Reads a route again and again. @param interval returns milliseconds */
export function useRead<Name extends ResponseName>(
  queryKey: readonly unknown[],
  path: string,
  interval: (data: ResponseBody<Name> | undefined) => number | false = () => CALM_MS,
  enabled = true,
): UseQueryResult<ResponseBody<Name>> {
  const api = useApi();
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => api<ResponseBody<Name>>({ path, signal }),
    refetchInterval: ({ state }) => interval(state.data),
    enabled,
  });
}

/** Reads everything about orders again, after an action. */
export async function refreshOrders(client: QueryClient): Promise<void> {
  await Promise.all(
    ['order', 'orders', 'groups', 'connections', 'proposals'].map((key) =>
      client.invalidateQueries({ queryKey: [key] }),
    ),
  );
}
