import { counted } from '../../../../core/counted.ts';
import { useRead } from '../../api/queries.ts';
import type { Config } from '../../api/types.ts';
import { Page } from '../../layout/page.tsx';
import { formatDuration } from '../../parts/instant.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';
import { useMay } from '../../sign-in/session-context.ts';
import { Editions } from './editions.tsx';
import { PreviewOrder } from './preview-order.tsx';
import { Versions } from './versions.tsx';

const NEVER = () => false as const;

/** The config in effect: the sequences with their steps, and which orders take which. */
export function ConfigPage() {
  const query = useRead<'Config'>(['config'], '/config', NEVER);
  const mayPreview = useMay('orders:write');
  return (
    <Page title="Config">
      <QueryView query={query} what="the config">
        {(config) => (
          <>
            <p>
              Tenant <strong>{config.tenant}</strong>. When a critical step fails: {config.onCriticalFailure}.
            </p>
            <h2>Which orders take which sequence</h2>
            <Overrides config={config} />
            {config.sequences.map((sequence) => (
              <SequenceView key={sequence.name} sequence={sequence} />
            ))}
            <Editions />
            <Versions current={config.version} />
            {mayPreview && <PreviewOrder />}
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Overrides({ config: { overrides } }: { readonly config: Config }) {
  if (overrides.length === 0) return <Empty>Every order takes the default sequence.</Empty>;
  return (
    <div className="table">
      <table>
        <caption className="unseen">Overrides: the first that matches wins</caption>
        <thead>
          <tr>
            <th scope="col">Sequence</th>
            <th scope="col">Matches orders with</th>
          </tr>
        </thead>
        <tbody>
          {overrides.map(({ name, match }) => (
            <tr key={name}>
              <th scope="row">
                <a href={`#sequence-${name}`}>{name}</a>
              </th>
              <td>
                {Object.entries(match)
                  .map(
                    ([key, values]) => `${key} ${Array.isArray(values) ? values.join(' or ') : JSON.stringify(values)}`,
                  )
                  .join(' and ')}
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              <a href="#sequence-default">default</a>
            </th>
            <td>anything else</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function SequenceView({ sequence: { name, version, steps } }: { readonly sequence: Config['sequences'][number] }) {
  return (
    <section aria-labelledby={`sequence-${name}`}>
      <h2 id={`sequence-${name}`}>
        Sequence {name} <span className="dim">{version}</span>
      </h2>
      {steps.length === 0 ? (
        <Empty>It has no steps: its orders are complete at once.</Empty>
      ) : (
        <ol className="sequence">
          {steps.map((step) => (
            <li key={step.id} className={step.critical ? 'busy' : 'plain'}>
              <span className="name">{step.id}</span>
              <span className="dim">
                {step.name}, {step.service}
              </span>
              <span>
                {step.critical ? 'critical' : 'not critical'}
                {step.phase === 'postProcess' && ', after the order'}
              </span>
              <span className="dim">
                {counted(step.retry.maxAttempts, 'attempt')} of {formatDuration(step.timeoutSeconds * 1000)}
              </span>
              {step.patience !== undefined && (
                <span className="dim">
                  waits {formatDuration(step.patience.seconds * 1000)} for {step.patience.connection}
                </span>
              )}
              {step.when !== undefined && <code>when {step.when}</code>}
              <details>
                <summary>Options of {step.id}</summary>
                <pre>{JSON.stringify(step.options, null, 2)}</pre>
              </details>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
