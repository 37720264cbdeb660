import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import type { ResponseBody } from '../../../../blueprint/routes/response-schemas.ts';
import { useApi } from '../../api/api-context.ts';
import { isOver, useProposal } from '../../api/queries.ts';
import type { Proposal, ProposedOrder } from '../../api/types.ts';
import { Page } from '../../layout/page.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { Status } from '../../parts/status.tsx';
import { ProposalActions, ProposalPanel, VERBS } from './proposal-panel.tsx';

/** One proposal: what it would do, the progress of its job, and the outcome for each order. */
export function JobPage({ id }: { readonly id: string }) {
  const query = useProposal(id);
  return (
    <Page title="Job" aside={query.data !== undefined && <Status of={query.data.status} />}>
      <QueryView query={query} what="the job">
        {(proposal) => (
          <>
            <ProposalPanel proposal={proposal} />
            <p>{proposal.advice}</p>
            <ProposalActions proposal={proposal} />
            <section aria-labelledby="facts">
              <h2 id="facts">Facts</h2>
              <Facts proposal={proposal} />
            </section>
            <section aria-labelledby="report">
              <h2 id="report">Orders</h2>
              <Report proposal={proposal} />
            </section>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Facts({ proposal }: { readonly proposal: Proposal }) {
  const { action, step, reason, by, createdAt, filter, approved, executed, stopped, expiresAt, status } = proposal;
  const steps = [
    ['Proposed', { by, at: createdAt, reason }],
    ['Approved', approved],
    ['Executed', executed],
    ['Stopped', stopped],
  ] as const;
  return (
    <ul className="plain">
      <li>
        {VERBS[action]} {step}{' '}
        {filter === null ? 'orders by id' : Object.entries(filter).map(([name, value]) => `${name}=${value} `)}
      </li>
      {steps.map(
        ([title, who]) =>
          who !== null && (
            <li key={title} className="text">
              {title} by {who.by} <Instant at={who.at} />
              {who.reason !== null && `: ${who.reason}`}
            </li>
          ),
      )}
      {status === 'ready' && expiresAt !== null && (
        <li>
          Can be executed until <Instant at={expiresAt} short />
        </li>
      )}
    </ul>
  );
}

const FILTERS = [
  ['', 'all orders'],
  ['changed,refused,failed', 'left out and failed'],
  ['done', 'done'],
  ['pending', 'not looked at yet'],
] as const;
const LIVE_MS = 3_000;

function Report({ proposal }: { readonly proposal: Proposal }) {
  const [search, setSearch] = useSearchParams();
  const api = useApi();
  const outcome = search.get('outcome') ?? '';
  const { self, orders } = proposal.links;
  const query = useInfiniteQuery({
    queryKey: ['proposals', self, 'orders', outcome],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const given = { limit: 100, cursor: pageParam, ...(outcome !== '' && { outcome }) };
      return api<ResponseBody<'ProposedOrderList'>>({ path: orders, query: given, signal });
    },
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    refetchInterval: ({ state }) => (isOver(proposal) || (state.data?.pages.length ?? 0) > 1 ? false : LIVE_MS),
  });
  return (
    <>
      <search className="filters">
        <label>
          Show
          <select
            value={outcome}
            onChange={({ target }) => setSearch(target.value === '' ? {} : { outcome: target.value })}
          >
            {FILTERS.map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </search>
      <QueryView query={query} what="the orders">
        {(items) => (items.length === 0 ? <Empty>No such order.</Empty> : <ReportTable orders={items} />)}
      </QueryView>
      {query.hasNextPage && (
        <button type="button" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </button>
      )}
    </>
  );
}

function ReportTable({ orders }: { readonly orders: readonly ProposedOrder[] }) {
  return (
    <div className="table">
      <table>
        <caption className="unseen">Orders of the proposal</caption>
        <thead>
          <tr>
            <th scope="col">Order</th>
            <th scope="col">Outcome</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {orders.map(({ id, order_reference: reference, outcome, message }) => (
            <tr key={id}>
              <th scope="row">
                <Link href={`/orders/${id}`}>{reference}</Link>
              </th>
              <td>
                <Status of={outcome ?? 'pending'} />
              </td>
              <td className="text">{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
