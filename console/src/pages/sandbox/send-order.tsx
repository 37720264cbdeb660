import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useApi } from '../../api/api-context.ts';
import { refreshOrders } from '../../api/queries.ts';
import type { Order } from '../../api/types.ts';
import { jsonField, readJsonField } from '../../parts/json-field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Status } from '../../parts/status.tsx';
import { useSubmit } from '../../parts/use-submit.ts';
import { exampleIn } from './example-order.ts';

/** A form to send an order, with the example of the OpenAPI document in it. */
export function SendOrder() {
  const api = useApi();
  const client = useQueryClient();
  const example = useQuery({
    queryKey: ['openapi'],
    queryFn: async ({ signal }) => exampleIn(await api<unknown>({ path: '/openapi.json', signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const send = useMutation({
    mutationFn: async (form: FormData) =>
      await api<Order>({ method: 'POST', path: '/orders', body: readJsonField(form, 'order').order }),
    onSettled: () => refreshOrders(client),
  });
  const submit = useSubmit(send.mutateAsync);
  return (
    <section aria-labelledby="send">
      <h2 id="send">Send an order</h2>
      <QueryView query={example} what="an example">
        {(initial) => (
          <form onSubmit={submit}>
            <details>
              <summary>The order</summary>
              {jsonField({ name: 'order', label: 'Order', hint: 'What a shop would send.', initial })}
            </details>
            <button type="submit" className="primary" disabled={send.isPending}>
              {send.isPending ? 'Sending…' : 'Send it'}
            </button>
          </form>
        )}
      </QueryView>
      {send.error !== null && (
        <Notice kind="error" title="The order was refused">
          {send.error.message}
        </Notice>
      )}
      {send.data !== undefined && (
        <Notice kind="success" title="The order was accepted">
          <Link href={`/orders/${send.data.id}`}>{send.data.order_reference}</Link> <Status of={send.data.status} />
        </Notice>
      )}
    </section>
  );
}
