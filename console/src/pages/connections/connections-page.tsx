import { useState } from 'react';
import { Link } from 'wouter';
import { counted } from '../../../../core/counted.ts';
import { useApi } from '../../api/api-context.ts';
import { useRead } from '../../api/queries.ts';
import type { Connection, ConnectionDryRun } from '../../api/types.ts';
import { Page } from '../../layout/page.tsx';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { DryRunView, REASON } from '../../parts/dry-run-plan.tsx';
import { Age, Instant } from '../../parts/instant.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { Status } from '../../parts/status.tsx';
import { useMay } from '../../sign-in/session-context.ts';

const LIVE_MS = 3_000;

/** The connections to partners, and the orders that wait for them. */
export function ConnectionsPage() {
  const query = useRead<'ConnectionList'>(['connections'], '/connections', () => LIVE_MS);
  return (
    <Page title="Connections">
      <QueryView query={query} what="the connections">
        {({ items }) =>
          items.length === 0 ? (
            <Empty>No step waits for its partner: set patience in the tenant file. No partner had an outage.</Empty>
          ) : (
            <div className="cards">
              {items.map((connection) => (
                <ConnectionCard key={connection.name} connection={connection} />
              ))}
            </div>
          )
        }
      </QueryView>
    </Page>
  );
}

function ConnectionCard({ connection }: { readonly connection: Connection }) {
  const { name, status, since, opened_by, next_try_at, outages, last_outage, parked, operations } = connection;
  return (
    <article className="card" aria-labelledby={`connection-${name}`}>
      <h2 id={`connection-${name}`}>
        {name} <Status of={status} />
      </h2>
      <ul className="plain">
        {since !== null && (
          <li>
            {status} since <Instant at={since} />
            {status !== 'closed' && opened_by !== null && `, by ${opened_by}`}
          </li>
        )}
        {next_try_at !== null && (
          <li>
            The next order tries it <Age at={next_try_at} />
          </li>
        )}
        {outages > 0 && <li>{outages} calls without an answer in a row</li>}
        {last_outage !== null && (
          <li>
            Last outage <Instant at={last_outage.at} />: <code>{last_outage.code}</code>
          </li>
        )}
        <li>
          {parked.count === 0 ? (
            'No order waits for it'
          ) : (
            <>
              <Link href={`/orders?parked=true&connection=${encodeURIComponent(name)}`}>
                {counted(parked.count, 'order')} waiting for it
              </Link>
              {parked.oldest_since !== null && (
                <>
                  , the oldest since <Age at={parked.oldest_since} />
                </>
              )}
            </>
          )}
        </li>
      </ul>
      <ConnectionActions connection={connection} />
      {operations.length > 0 && (
        <details>
          <summary>What operators did</summary>
          <ul>
            {operations.toReversed().map(({ action, by, at, reason }) => (
              <li key={`${at} ${action}`}>
                <strong>{action}</strong> by {by}, <Instant at={at} />: <span className="text">{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

type Action = 'open' | 'close' | 'try';

const VERBS: Readonly<Record<Action, string>> = { open: 'Stop all calls', close: 'Allow calls', try: 'Try one order' };

function ConnectionActions({ connection }: { readonly connection: Connection }) {
  const api = useApi();
  const [open, setOpen] = useState<Action>();
  const actions: readonly Action[] = connection.status === 'closed' ? ['open'] : ['try', 'close'];
  if (!useMay('orders:operate')) return null;
  return (
    <div className="buttons">
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          onClick={() => setOpen(action)}
          aria-label={`${VERBS[action]} (${connection.name})…`}
        >
          {VERBS[action]}…
        </button>
      ))}
      {open !== undefined && (
        <ActionDialog
          title={`${VERBS[open]}: ${connection.name}`}
          verb={VERBS[open]}
          consequences={consequencesOf(open, connection)}
          onClose={() => setOpen(undefined)}
          act={(form) =>
            api({
              method: 'POST',
              path: `/connections/${encodeURIComponent(connection.name)}/${open}`,
              body: { reason: form.get('reason') },
            })
          }
        />
      )}
    </div>
  );
}

function consequencesOf(action: Action, { name, settings }: Connection) {
  if (action === 'open')
    return (
      <p>Within a minute no order calls {name}. Orders that reach it are parked until you allow calls or try one.</p>
    );
  return (
    <DryRunView<ConnectionDryRun> path={`/connections/${encodeURIComponent(name)}/${action}`} body={{ reason: REASON }}>
      {({ changes, first, minutes, orders }) => {
        if (!changes)
          return <p>Nothing would change: {action === 'try' ? 'an order is about to try it' : 'calls are allowed'}.</p>;
        if (orders === 0 || first === null)
          return (
            <p>
              No order waits for {name}.{' '}
              {action === 'try' ? 'The next one that reaches it calls it.' : 'Orders that reach it call it.'}
            </p>
          );
        const order = <Link href={`/orders/${first}`}>the order that has waited longest</Link>;
        if (action === 'try')
          return (
            <p>
              {name} is called for {order}. If the partner answers, all others follow.
            </p>
          );
        return (
          <p>
            {name} is called again for {counted(orders, 'order')}, first for {order}, at most{' '}
            {settings.release_per_minute} a minute: the last continues within {counted(minutes ?? 1, 'minute')}.
          </p>
        );
      }}
    </DryRunView>
  );
}
