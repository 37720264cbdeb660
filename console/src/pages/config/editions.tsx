import { Link } from 'wouter';
import { useRead } from '../../api/queries.ts';
import type { Editions as Report } from '../../api/types.ts';
import { Instant } from '../../parts/instant.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';

/** Which orders get which edition, and how the runs of each ended. Nothing for a tenant without `aws.canary`. */
export function Editions() {
  const query = useRead<'EditionReport'>(['config', 'editions'], '/config/editions');
  if (query.data?.current === null) return null;
  return (
    <section aria-labelledby="editions">
      <h2 id="editions">Editions</h2>
      <QueryView query={query} what="the editions">
        {(report) => (
          <>
            <p>
              {report.candidate === null
                ? 'All new orders get the current edition.'
                : `${report.candidate.percent}% of new orders get the candidate, all others the current edition.`}
            </p>
            <Runs report={report} />
            <h3>What happened to them</h3>
            <ul>
              {report.events.map(({ at, type, edition, by, reason }) => (
                <li key={`${at} ${type}`}>
                  <Instant at={at} />: <code>{edition}</code> {type}
                  {by !== null && ` by ${by}`}
                  {reason !== null && `. ${reason}`}
                </li>
              ))}
            </ul>
          </>
        )}
      </QueryView>
    </section>
  );
}

function Runs({ report }: { readonly report: Report }) {
  const { complete, orders, runs, since } = report;
  if (since === null || runs.length === 0) return <Empty>No order has run since the newest edition was offered.</Empty>;
  return (
    <>
      <p className="dim">
        Runs since <Instant at={since} />
        {!complete && `, of the newest ${orders} orders`}. A resume is a run of its own.
      </p>
      <div className="table">
        <table>
          <caption className="unseen">How the runs of each edition ended</caption>
          <thead>
            <tr>
              {['Edition', 'Runs', 'Complete', 'Failed', 'Held', 'Cancelled', 'Under way'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map(({ edition, count, complete: completed, failed, held, cancelled, under_way }) => (
              <tr key={edition}>
                <th scope="row">
                  {edition === null ? 'none' : <Link href={`/orders?edition=${edition}`}>{edition}</Link>}
                  <span className="dim"> {roleOf(edition, report)}</span>
                </th>
                <td>{count}</td>
                <td>{completed}</td>
                <td>
                  {failed === 0 || edition === null ? (
                    failed
                  ) : (
                    <Link href={`/orders?edition=${edition}&status=failed`}>{failed}</Link>
                  )}
                </td>
                <td>{held}</td>
                <td>{cancelled}</td>
                <td>{under_way}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function roleOf(edition: string | null, { candidate, current }: Report): string {
  if (edition === null) return '';
  if (edition === candidate?.id) return 'candidate';
  return edition === current ? 'current' : 'no longer offered';
}
