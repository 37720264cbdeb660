import { useSearchParams } from 'wouter';
import { useOrders } from '../../api/queries.ts';
import { Page } from '../../layout/page.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { filtersIn, OrderFilterForm } from './order-filters.tsx';
import { OrderTable } from './order-table.tsx';

/** The orders that match the filters in the address. */
export function OrdersPage() {
  const [search, setSearch] = useSearchParams();
  const filters = filtersIn(search);
  const query = useOrders(filters);
  const hasFilters = Object.keys(filters).length > 0;
  return (
    <Page title="Orders">
      <OrderFilterForm filters={filters} onChange={(changed) => setSearch(new URLSearchParams(changed))} />
      <QueryView query={query} what="the orders">
        {(orders) =>
          orders.length === 0 ? (
            <Empty>{hasFilters ? 'No order matches these filters.' : 'There are no orders yet.'}</Empty>
          ) : (
            <>
              <OrderTable orders={orders} />
              <p className="more" aria-live="polite">
                {orders.length} shown{' '}
                {query.hasNextPage && (
                  <button type="button" disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
                    {query.isFetchingNextPage ? 'Loading…' : 'Show more'}
                  </button>
                )}
              </p>
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
