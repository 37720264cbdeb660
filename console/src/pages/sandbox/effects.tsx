import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.ts';
import { Instant } from '../../parts/instant.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import type { SandboxEffect } from './sandbox-calls.ts';

const LIVE_MS = 3_000;
const SHOWN = 50;

/** What the partners really did. */
export function Effects() {
  const api = useApi();
  const query = useQuery({
    queryKey: ['sandbox', 'effects'],
    queryFn: ({ signal }) => api<readonly SandboxEffect[]>({ path: '/sandbox/effects', signal }),
    refetchInterval: LIVE_MS,
  });
  return (
    <section aria-labelledby="effects">
      <h2 id="effects">What the partners really did</h2>
      <QueryView query={query} what="the effects">
        {(effects) =>
          effects.length === 0 ? (
            <Empty>Nothing yet.</Empty>
          ) : (
            <div className="table">
              <table>
                <caption className="unseen">The latest {SHOWN} effects, newest first</caption>
                <thead>
                  <tr>
                    <th scope="col">When</th>
                    <th scope="col">Partner</th>
                    <th scope="col">Effect</th>
                    <th scope="col">Key</th>
                  </tr>
                </thead>
                <tbody>
                  {effects
                    .slice(-SHOWN)
                    .toReversed()
                    .map(({ at, partner, kind, key }) => (
                      <tr key={`${at} ${kind} ${key}`}>
                        <td>
                          <Instant at={at} short />
                        </td>
                        <td>{partner}</td>
                        <td>{kind}</td>
                        <td className="text">
                          <code>{key}</code>
                        </td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </div>
          )
        }
      </QueryView>
    </section>
  );
}
