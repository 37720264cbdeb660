import { Link } from 'wouter';
import { useRead } from '../../api/queries.ts';
import type { ProposalSummary } from '../../api/types.ts';
import { Page } from '../../layout/page.tsx';
import { Age } from '../../parts/instant.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { Status } from '../../parts/status.tsx';
import { VERBS } from './proposal-panel.tsx';

const LIVE_MS = 3_000;

/** What was proposed for many orders, and the jobs that do it. */
export function JobsPage() {
  const query = useRead<'ProposalList'>(['proposals'], '/proposals?limit=50', () => LIVE_MS);
  return (
    <Page title="Jobs">
      <QueryView query={query} what="the jobs">
        {({ items }) =>
          items.length === 0 ? (
            <Empty>
              Nobody has proposed anything for many orders. <Link href="/fallout">Fallout</Link> does.
            </Empty>
          ) : (
            <JobTable proposals={items} />
          )
        }
      </QueryView>
    </Page>
  );
}

function JobTable({ proposals }: { readonly proposals: readonly ProposalSummary[] }) {
  return (
    <div className="table">
      <table>
        <caption className="unseen">Proposals and their jobs, newest first</caption>
        <thead>
          <tr>
            {['Reason', 'Status', 'Action', 'Done', 'Left out', 'Proposed by', 'Proposed'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {proposals.map(({ id, reason, status, action, step, counts, planned, by, createdAt }) => (
            <tr key={id}>
              <th scope="row">
                <Link href={`/jobs/${id}`}>{reason}</Link>
              </th>
              <td>
                <Status of={status} />
              </td>
              <td>
                {VERBS[action]} {step}
              </td>
              <td>
                {counts.done} of {planned}
              </td>
              <td>{counts.changed + counts.refused + counts.failed}</td>
              <td className="text">{by}</td>
              <td>
                <Age at={createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
