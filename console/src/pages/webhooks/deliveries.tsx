import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { LISTED_STATUSES } from '../../../../core/webhooks/delivery-record.ts';
import { useApi } from '../../api/api-context.ts';
import { useRead } from '../../api/queries.ts';
import type { Delivery } from '../../api/types.ts';
import { Age } from '../../parts/instant.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { Status } from '../../parts/status.tsx';
import { useMay } from '../../sign-in/session-context.ts';

/** The latest deliveries; which ones is in the address. */
export function Deliveries({ webhooks }: { readonly webhooks: readonly string[] }) {
  const [search, setSearch] = useSearchParams();
  const filters = new URLSearchParams({ limit: '100' });
  for (const name of ['webhook', 'status', 'order']) if (search.get(name)) filters.set(name, search.get(name) ?? '');
  const query = useRead<'DeliveryList'>(['deliveries', String(filters)], `/webhooks/deliveries?${filters}`);
  const change = (name: string, value: string) =>
    setSearch((before) => {
      const after = new URLSearchParams(before);
      if (value === '') after.delete(name);
      else after.set(name, value);
      return after;
    });
  return (
    <>
      <search className="filters">
        <label>
          Webhook
          <select value={search.get('webhook') ?? ''} onChange={({ target }) => change('webhook', target.value)}>
            <option value="">any</option>
            {webhooks.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Delivery
          <select value={search.get('status') ?? ''} onChange={({ target }) => change('status', target.value)}>
            <option value="">any</option>
            {LISTED_STATUSES.map((status) => (
              <option key={status}>{status}</option>
            ))}
          </select>
        </label>
      </search>
      <QueryView query={query} what="the deliveries">
        {({ items }) => (items.length === 0 ? <Empty>No such delivery.</Empty> : <DeliveryTable deliveries={items} />)}
      </QueryView>
    </>
  );
}

function DeliveryTable({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  return (
    <div className="table">
      <table>
        <caption className="unseen">The latest 100 deliveries, newest first</caption>
        <thead>
          <tr>
            {['Event', 'Webhook', 'Status', 'Attempts', 'Last reply', 'Created', 'Action'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={delivery.id}>
              <th scope="row">
                <Link href={`/orders/${delivery.event.orderId}`}>{delivery.event.type}</Link>
              </th>
              <td>{delivery.webhook}</td>
              <td>
                <Status of={delivery.status} />
                {delivery.nextTryAt !== null && (
                  <>
                    {' '}
                    next <Age at={delivery.nextTryAt} />
                  </>
                )}
              </td>
              <td>{delivery.attempts.length}</td>
              <td className="text">{lastReply(delivery)}</td>
              <td>
                <Age at={delivery.createdAt} />
              </td>
              <td>{delivery.status === 'failed' && <Redeliver delivery={delivery} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function lastReply({ attempts, reason }: Delivery): string {
  const last = attempts.at(-1);
  return [last?.status, last?.reply ?? last?.error, reason]
    .filter((part) => part !== undefined && part !== null)
    .join(' · ');
}

function Redeliver({ delivery }: { readonly delivery: Delivery }) {
  const api = useApi();
  const client = useQueryClient();
  const action = useMutation({
    mutationFn: () => api({ method: 'POST', path: `/webhooks/deliveries/${delivery.id}/redeliver` }),
    onSettled: () => client.invalidateQueries({ queryKey: ['deliveries'] }),
  });
  if (!useMay('orders:operate')) return null;
  return (
    <>
      <button
        type="button"
        disabled={action.isPending}
        onClick={() => action.mutate()}
        aria-label={`Redeliver ${delivery.event.type} to ${delivery.webhook}`}
      >
        Redeliver
      </button>
      {action.error !== null && (
        <Notice kind="error" title="It was not redelivered">
          {action.error.message}
        </Notice>
      )}
    </>
  );
}
