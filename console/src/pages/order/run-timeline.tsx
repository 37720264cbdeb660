import { Link } from 'wouter';
import type { Attempt, Callout, ProcessEvent } from '../../api/types.ts';
import { formatDuration, Instant } from '../../parts/instant.tsx';
import { Status } from '../../parts/status.tsx';
import { CalloutView } from './callout-view.tsx';

/** One run of an order: its steps with every attempt and callout, what operators did, and why it took this sequence. */
export function RunTimeline({ run }: { readonly run: ProcessEvent }) {
  const scale = scaleOf(run);
  return (
    <article className="run" aria-labelledby={`run-${run.run}`}>
      <h3 id={`run-${run.run}`}>
        Run {run.run} <span className="dim">{run.sequence.name}</span>
      </h3>
      <p className="dim">
        <Instant at={run.started} />
        {run.finished !== null && (
          <>
            {' '}
            to <Instant at={run.finished} short />
          </>
        )}
      </p>
      {run.plugins.map((step) => (
        <section key={step.id} aria-label={`Step ${step.id} of run ${run.run}`} className="step">
          <h4>
            {step.id} <Status of={step.status} />
          </h4>
          {step.attempts.length === 0 && <p className="dim">{step.skipped ?? noAttempt(step.status)}</p>}
          <ol className="attempts">
            {step.attempts.map((attempt) => (
              <AttemptView
                key={attempt.number}
                attempt={attempt}
                scale={scale}
                callouts={run.callouts.filter(
                  (callout) => callout.step === step.id && callout.attempt === attempt.number,
                )}
              />
            ))}
          </ol>
          {step.output !== null && (
            <details>
              <summary>Output</summary>
              <pre>{JSON.stringify(step.output, null, 2)}</pre>
            </details>
          )}
        </section>
      ))}
      <Operations run={run} />
      <Why run={run} />
      <Logs run={run} />
    </article>
  );
}

function noAttempt(status: ProcessEvent['plugins'][number]['status']): string {
  return status === 'succeeded' ? 'Not called in this run: it answered from its record.' : 'Not called in this run.';
}

/** A run from its start to its latest attempt, which the bars of its attempts share. */
interface Scale {
  readonly start: number;
  readonly ms: number;
}

function scaleOf({ started, plugins }: ProcessEvent): Scale {
  const start = Date.parse(started);
  const ends = plugins.flatMap(({ attempts }) =>
    attempts.map(({ startedAt, durationMs }) => Date.parse(startedAt) + (durationMs ?? 0)),
  );
  return { start, ms: Math.max(1, ...ends.map((end) => end - start)) };
}

function AttemptView({
  attempt,
  callouts,
  scale,
}: {
  readonly attempt: Attempt;
  readonly callouts: readonly Callout[];
  readonly scale: Scale;
}) {
  const { error } = attempt;
  return (
    <li>
      <p>
        {attempt.kind === 'run' ? 'Attempt' : attempt.kind} {attempt.number}: <Status of={attempt.outcome} />{' '}
        <Instant at={attempt.startedAt} short />
        {attempt.durationMs !== null && `, ${formatDuration(attempt.durationMs)}`}
      </p>
      <Bar attempt={attempt} scale={scale} />
      {error !== null && (
        <p className="text">
          <code>{error.code}</code> {error.message}
        </p>
      )}
      {attempt.nextTryAt !== null && (
        <p>
          Next attempt <Instant at={attempt.nextTryAt} />
        </p>
      )}
      {callouts.map((callout) => (
        <CalloutView key={callout.id} callout={callout} />
      ))}
    </li>
  );
}

/** Where an attempt lies in its run; decoration, as the text has the same figures. */
function Bar({ attempt, scale }: { readonly attempt: Attempt; readonly scale: Scale }) {
  const left = Math.max(0, (Date.parse(attempt.startedAt) - scale.start) / scale.ms) * 100;
  const width = Math.max(0.5, ((attempt.durationMs ?? 0) / scale.ms) * 100);
  return (
    <div className="bar" aria-hidden="true">
      <span style={{ marginInlineStart: `${Math.min(left, 99.5)}%`, inlineSize: `${Math.min(width, 100 - left)}%` }} />
    </div>
  );
}

function Operations({ run: { operations, run } }: { readonly run: ProcessEvent }) {
  if (operations.length === 0) return null;
  return (
    <section aria-label={`Operations of run ${run}`}>
      <h4>What operators did</h4>
      <ul>
        {operations.map(({ action, step, by, at, reason, proposal }) => (
          <li key={`${at} ${action} ${step}`}>
            <strong>
              {action} {step}
            </strong>{' '}
            by {by}, <Instant at={at} />: <span className="text">{reason}</span>{' '}
            {proposal !== undefined && <Link href={`/jobs/${proposal}`}>Job</Link>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Why({ run: { sequence, sequence_why: why } }: { readonly run: ProcessEvent }) {
  return (
    <details>
      <summary>Why the sequence {sequence.name}</summary>
      {why.length === 0 ? (
        <p>The tenant has no overrides.</p>
      ) : (
        <ul>
          {why.map(({ override, matched, reason }) => (
            <li key={override}>
              {override}: {matched ? 'matched' : 'did not match'}. {reason}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

function Logs({ run: { logs } }: { readonly run: ProcessEvent }) {
  if (logs.length === 0) return null;
  return (
    <details>
      <summary>Log ({logs.length})</summary>
      <ul>
        {logs.map(({ timestamp, level, step, message, data }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a log only grows at its end.
          <li key={index}>
            <Instant at={timestamp} short /> {level} {step}: <span className="text">{message}</span>
            {data !== undefined && <pre>{JSON.stringify(data)}</pre>}
          </li>
        ))}
      </ul>
    </details>
  );
}
