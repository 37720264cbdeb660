import { Link } from 'wouter';
import { counted } from '../../../../core/counted.ts';
import { useOrders, useRead } from '../../api/queries.ts';
import { Page } from '../../layout/page.tsx';
import { Age } from '../../parts/instant.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { Status } from '../../parts/status.tsx';
import { useMay } from '../../sign-in/session-context.ts';
import { OrderTable } from '../orders/order-table.tsx';

const LIVE_MS = 5_000;

/** How long an order may take before it is shown as slow. */
const SLOW = 'PT15M';

/** What needs a person now, and whether partners and webhooks work. */
export function TodayPage() {
  return (
    <Page title="Today">
      <div className="cards">
        <NeedsPerson />
        <Partners />
        <Endpoints />
      </div>
      <h2>Latest that need a person</h2>
      <OrdersThat filters={{ with_errors: 'true' }} none="No order needs a person." />
      <h2>Under way for more than 15 minutes</h2>
      <OrdersThat filters={{ stuck_for: SLOW, with_errors: 'false' }} none="No order is slow." />
    </Page>
  );
}

function NeedsPerson() {
  const query = useRead<'OrderGroups'>(['groups', 'status'], '/orders/groups?by=status', () => LIVE_MS);
  return (
    <section className="card" aria-labelledby="needs-person">
      <h2 id="needs-person">Need a person</h2>
      <QueryView query={query} what="what needs a person">
        {({ items, total, complete }) => (
          <>
            <p className="count">
              {total}
              {!complete && '+'}
            </p>
            <ul className="plain">
              {items.map(({ status, count, oldest_since: oldest }) => (
                <li key={status}>
                  {status !== undefined && <Status of={status} />} {count}, the oldest <Age at={oldest} />
                </li>
              ))}
            </ul>
            {total > 0 && <Link href="/fallout">By cause</Link>}
          </>
        )}
      </QueryView>
    </section>
  );
}

function Partners() {
  const query = useRead<'ConnectionList'>(['connections'], '/connections', () => LIVE_MS);
  return (
    <section className="card" aria-labelledby="partners">
      <h2 id="partners">Partners</h2>
      <QueryView query={query} what="the connections">
        {({ items }) => (
          <>
            {items.length === 0 && <p>No partner had an outage.</p>}
            <ul className="plain">
              {items.map(({ name, status, parked }) => (
                <li key={name}>
                  <Status of={status} /> {name}
                  {parked.count > 0 && `, ${counted(parked.count, 'order')} waiting`}
                </li>
              ))}
            </ul>
            <Link href="/connections">Connections</Link>
          </>
        )}
      </QueryView>
    </section>
  );
}

function Endpoints() {
  const mayAudit = useMay('orders:audit');
  const mayOperate = useMay('orders:operate');
  return (
    <section className="card" aria-labelledby="endpoints">
      <h2 id="endpoints">Webhooks</h2>
      {mayAudit || mayOperate ? <EndpointList /> : <p>Only operators and auditors see webhooks.</p>}
    </section>
  );
}

function EndpointList() {
  const query = useRead<'WebhookList'>(['webhooks'], '/webhooks', () => LIVE_MS);
  return (
    <QueryView query={query} what="the webhooks">
      {({ items }) => (
        <>
          {items.length === 0 && <p>The tenant file has no webhooks.</p>}
          <ul className="plain">
            {items.map(({ name, endpoint }) => (
              <li key={name}>
                <Status of={endpoint.state} /> {name}
              </li>
            ))}
          </ul>
          <Link href="/webhooks">Webhooks and deliveries</Link>
        </>
      )}
    </QueryView>
  );
}

function OrdersThat({ filters, none }: { readonly filters: Readonly<Record<string, string>>; readonly none: string }) {
  const query = useOrders(filters, 10);
  return (
    <QueryView query={query} what="the orders">
      {(orders) => (orders.length === 0 ? <Empty>{none}</Empty> : <OrderTable orders={orders} />)}
    </QueryView>
  );
}
