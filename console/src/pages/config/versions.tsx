import { useState } from 'react';
import { useRead } from '../../api/queries.ts';
import type { ConfigDeployment } from '../../api/types.ts';
import { Instant } from '../../parts/instant.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';

/** The hash of a link to a version, e.g. `#version-4c1284ba8b87`. */
const LINKED = /^#version-([0-9a-f]{12})$/;

/** The deployed versions of the config, newest first, and how each differs from the one before. */
export function Versions({ current }: { readonly current: string }) {
  const query = useRead<'ConfigVersionList'>(['config', 'versions'], '/config/versions?limit=20');
  const [chosen, choose] = useState(LINKED.exec(window.location.hash)?.[1] ?? current);
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <QueryView query={query} what="the versions">
        {({ items }) =>
          items.length === 0 ? (
            <Empty>The first version is recorded within a minute of its deployment.</Empty>
          ) : (
            <>
              <Deployments items={items} chosen={chosen} choose={choose} />
              {/* The current one is recorded within a minute of its deployment. An older one may be on another page. */}
              {(chosen !== current || items.some(({ version }) => version === chosen)) && (
                <Differences version={chosen} />
              )}
            </>
          )
        }
      </QueryView>
    </section>
  );
}

interface DeploymentsProps {
  readonly items: readonly ConfigDeployment[];
  readonly chosen: string;
  choose(version: string): void;
}

function Deployments({ items, chosen, choose }: DeploymentsProps) {
  return (
    <div className="table">
      <table>
        <caption className="unseen">Deployments, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Deployed</th>
            <th scope="col">By</th>
            <th scope="col">Commit</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ version, deployed_at, by, commit, uncommitted }) => (
            <tr key={deployed_at}>
              <th scope="row">
                <button type="button" aria-pressed={version === chosen} onClick={() => choose(version)}>
                  {version}
                </button>
              </th>
              <td>
                <Instant at={deployed_at} />
              </td>
              <td>{by ?? 'unknown'}</td>
              <td>
                {commit === null ? 'unknown' : <code>{commit.slice(0, 12)}</code>}
                {uncommitted && ' with uncommitted changes'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Differences({ version }: { readonly version: string }) {
  const query = useRead<'ConfigVersion'>(['config', 'version', version], `/config/versions/${version}`);
  return (
    <QueryView query={query} what={`version ${version}`}>
      {({ differences, former, config }) => (
        <>
          <h3 id={`version-${version}`}>
            {former === null ? `${version} is the first version` : `${version}, compared with ${former} before it`}
          </h3>
          {former !== null && differences === null && <Empty>One of the two cannot be read any more.</Empty>}
          {differences?.length === 0 && <Empty>They do not differ.</Empty>}
          {differences?.map(({ about, lines }) => (
            <div key={about}>
              <h4>{about}</h4>
              <ul>
                {lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
          ))}
          <details>
            <summary>Tenant file of {version}</summary>
            <pre>{JSON.stringify(config, null, 2)}</pre>
          </details>
        </>
      )}
    </QueryView>
  );
}
