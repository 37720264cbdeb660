import { useRead } from '../../api/queries.ts';
import type { Webhook } from '../../api/types.ts';
import { Page } from '../../layout/page.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { Status } from '../../parts/status.tsx';
import { Deliveries } from './deliveries.tsx';
import { WebhookActions } from './webhook-actions.tsx';

/** The webhooks, the health of their endpoints, and their deliveries. */
export function WebhooksPage() {
  const query = useRead<'WebhookList'>(['webhooks'], '/webhooks');
  return (
    <Page title="Webhooks">
      <QueryView query={query} what="the webhooks">
        {({ items }) =>
          items.length === 0 ? (
            <Empty>The tenant file has no webhooks.</Empty>
          ) : (
            <>
              <div className="cards">
                {items.map((webhook) => (
                  <WebhookCard key={webhook.name} webhook={webhook} />
                ))}
              </div>
              <h2>Deliveries</h2>
              <Deliveries webhooks={items.map(({ name }) => name)} />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}

const REASONS: Readonly<Record<NonNullable<Webhook['endpoint']['disabled']>['reason'], string>> = {
  gone: 'the receiver answered 410',
  failing: 'every delivery failed for five days',
  operator: 'an operator disabled it',
};

function WebhookCard({ webhook }: { readonly webhook: Webhook }) {
  const { name, url, events, orderTypes, payload, endpoint } = webhook;
  return (
    <article className="card" aria-labelledby={`webhook-${name}`}>
      <h2 id={`webhook-${name}`}>
        {name} <Status of={endpoint.state} />
      </h2>
      <ul className="plain">
        <li className="text">{url}</li>
        <li>{events.join(', ')}</li>
        <li>
          {orderTypes === null ? 'all order types' : orderTypes.join(', ')}, {payload} payload
        </li>
        {endpoint.disabled !== null && (
          <li>
            Disabled <Instant at={endpoint.disabled.at} />: {REASONS[endpoint.disabled.reason]}
          </li>
        )}
        {endpoint.failingSince !== null && (
          <li>
            Failing since <Instant at={endpoint.failingSince} />
          </li>
        )}
        {endpoint.openUntil !== null && (
          <li>
            Tried again <Instant at={endpoint.openUntil} />
          </li>
        )}
      </ul>
      <WebhookActions webhook={webhook} />
    </article>
  );
}
