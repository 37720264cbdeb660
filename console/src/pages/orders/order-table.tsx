import { Link } from 'wouter';
import type { OrderSummary } from '../../api/types.ts';
import { Age } from '../../parts/instant.tsx';
import { Status } from '../../parts/status.tsx';

/** Orders, one a row. */
export function OrderTable({ orders }: { readonly orders: readonly OrderSummary[] }) {
  return (
    <div className="table">
      <table>
        <caption className="unseen">Orders, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Order</th>
            <th scope="col">Type</th>
            <th scope="col">Status</th>
            <th scope="col">What happened</th>
            <th scope="col">Sequence</th>
            <th scope="col">Created</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.id}>
              <th scope="row">
                <Link href={`/orders/${order.id}`}>{order.order_reference}</Link>
                {order.external_id !== null && <span className="dim"> {order.external_id}</span>}
              </th>
              <td>{order.order_type}</td>
              <td>
                <Status of={order.status} /> {order.degraded.length > 0 && <Status of="degraded" />}
                {order.parked !== null && <Status of="parked" />}
              </td>
              <td className="text">
                {order.situation}
                {order.next_at !== null && (
                  <span className="dim">
                    {' '}
                    Next <Age at={order.next_at} />
                  </span>
                )}
              </td>
              <td>
                {order.sequence.name}
                {order.edition?.candidate === true && <span className="dim"> candidate</span>}
              </td>
              <td>
                <Age at={order.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
