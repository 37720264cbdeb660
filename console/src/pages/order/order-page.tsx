import { Link } from 'wouter';
import { isAtRest } from '../../../../core/order/order-status.ts';
import { useOrder, useProcessEvents } from '../../api/queries.ts';
import type { Order } from '../../api/types.ts';
import { Page } from '../../layout/page.tsx';
import { Age, Instant } from '../../parts/instant.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { Status } from '../../parts/status.tsx';
import { useMay } from '../../sign-in/session-context.ts';
import { OrderActions } from './order-actions.tsx';
import { OrderEvents } from './order-events.tsx';
import { Payload } from './payload.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { SequenceDrawing } from './sequence-drawing.tsx';

/** One order: where it stands, what was done for it, and what can be done about it. */
export function OrderPage({ id }: { readonly id: string }) {
  const query = useOrder(id);
  return (
    <Page
      title={query.data === undefined ? 'Order' : `Order ${query.data.order_reference}`}
      aside={query.data !== undefined && <Status of={query.data.status} />}
    >
      <QueryView query={query} what="the order">
        {(order) => <OrderView order={order} />}
      </QueryView>
    </Page>
  );
}

function OrderView({ order }: { readonly order: Order }) {
  const runs = useProcessEvents(order.id, !isAtRest(order.status));
  return (
    <>
      <Situation order={order} />
      <OrderActions order={order} />
      <section aria-labelledby="steps">
        <h2 id="steps">Steps</h2>
        <SequenceDrawing order={order} />
      </section>
      <section aria-labelledby="facts">
        <h2 id="facts">Facts</h2>
        <Facts order={order} />
      </section>
      <section aria-labelledby="timeline">
        <h2 id="timeline">What was done</h2>
        <QueryView query={runs} what="what was done">
          {({ items }) =>
            items.length === 0 ? (
              <Empty>No run has started yet.</Empty>
            ) : (
              items.toReversed().map((run) => <RunTimeline key={run.id} run={run} />)
            )
          }
        </QueryView>
      </section>
      <section aria-labelledby="payload">
        <h2 id="payload">What was submitted</h2>
        <Payload order={order} />
      </section>
      <section aria-labelledby="events">
        <h2 id="events">Events</h2>
        <OrderEvents order={order} />
      </section>
    </>
  );
}

/** Why an order waits or stopped. */
function Situation({ order: { failure, parked, queued, degraded, due, erasedAt, status } }: { readonly order: Order }) {
  return (
    <>
      {erasedAt !== null && (
        <Notice kind="info" title="Its personal data was erased">
          <Instant at={erasedAt} />. Nothing can act on this order any more.
        </Notice>
      )}
      {parked !== null && (
        <Notice
          kind="warning"
          title={`Waits for ${parked.connection} since ${new Date(parked.since).toLocaleTimeString()}`}
        >
          <p>
            {parked.step}: {parked.reason} (<code>{parked.code}</code>)
          </p>
          <p>
            {parked.released_by === 'connection'
              ? 'Continues when the partner answers again'
              : 'Continues when its time has come'}
            {parked.not_before !== null && (
              <>
                , not before <Instant at={parked.not_before} />
              </>
            )}
            . The step fails at <Instant at={parked.until} />.
          </p>
        </Notice>
      )}
      {queued !== null && (
        <Notice kind="info" title="Waits for another order of its subscription">
          {queued.behind === null ? (
            'It is about to start.'
          ) : (
            <a href={`/console/orders/${queued.behind}`}>Show the order ahead</a>
          )}
        </Notice>
      )}
      {due.length > 0 && (
        <Notice kind="info" title="Continues by itself">
          <ul>
            {due.map(({ step, what, at }) => (
              <li key={`${step} ${what}`}>
                {step}: {what} <Age at={at} /> at the latest
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {failure !== null && (
        <Notice
          kind={status === 'held' ? 'warning' : 'error'}
          title={`${status === 'held' ? 'Held' : 'Stopped'} at ${failure.step}`}
        >
          <p className="text">{failure.message}</p>
          <p>
            <code>{failure.code}</code>
            {failure.outcome !== undefined && ` · ${OUTCOMES[failure.outcome]}`}
          </p>
        </Notice>
      )}
      {degraded.length > 0 && (
        <Notice kind="warning" title={`Continued without ${degraded.join(', ')}`}>
          Retry the step, skip it, or complete it if you did its work by hand.
        </Notice>
      )}
    </>
  );
}

const OUTCOMES: Readonly<Record<NonNullable<NonNullable<Order['failure']>['outcome']>, string>> = {
  declined: 'The partner said no.',
  failed: 'No effect. It fails again until the cause is mended.',
  transient: 'No effect: the partner was unavailable. Resume the order once it answers.',
  unknown: 'Nothing says whether it had its effect: look in the partner’s system first.',
};

function Facts({ order }: { readonly order: Order }) {
  return (
    <dl className="facts">
      <Fact name="Id">
        <code>{order.id}</code>
      </Fact>
      <Fact name="Trace">
        <code>{order.trace_id}</code>
      </Fact>
      <Fact name="Type">{order.order_type}</Fact>
      {order.external_id !== null && <Fact name="External id">{order.external_id}</Fact>}
      {order.subscriptionReference !== null && <Fact name="Subscription">{order.subscriptionReference}</Fact>}
      {order.owner !== null && <Fact name="Owner">{order.owner}</Fact>}
      <Fact name="Sequence">
        {order.sequence.name} <span className="dim">{order.sequence.version}</span>
      </Fact>
      {order.config_version !== null && (
        <Fact name="Config">
          <ConfigLink version={order.config_version} />
        </Fact>
      )}
      {order.edition !== null && (
        <Fact name="Edition">
          <Link href={`/orders?edition=${order.edition.id}`}>{order.edition.id}</Link>
          {order.edition.candidate && ', as the candidate'}
        </Fact>
      )}
      <Fact name="Run">{order.run}</Fact>
      <Fact name="Created">
        <Instant at={order.createdAt} />
      </Fact>
      <Fact name="Changed">
        <Instant at={order.updatedAt} />
      </Fact>
    </dl>
  );
}

/** People without the right to read the config see its version. */
function ConfigLink({ version }: { readonly version: string }) {
  const mayOperate = useMay('orders:operate');
  const mayAudit = useMay('orders:audit');
  return mayOperate || mayAudit ? <Link href={`/config#version-${version}`}>{version}</Link> : <code>{version}</code>;
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
