import * as z from 'zod';
import type { Store } from '../sqlite/store.ts';
import { busEventSchema, type PublishedEvent } from './event.ts';
import { type Target, targetSchema } from './target.ts';

/** One event on its way to one target. */
export interface Delivery {
  readonly id: number;
  readonly event: PublishedEvent;
  readonly rule: string;
  readonly target: Target;
  /** Failed attempts so far. */
  readonly failures: number;
  /** Time of the next attempt, in epoch milliseconds. */
  readonly nextAt: number;
}

/** A delivery that was given up. */
export interface DeadLetter extends Delivery {
  readonly error: string;
}

/** An event with its targets. */
export interface RoutedEvent {
  readonly event: PublishedEvent;
  readonly targets: readonly { readonly rule: string; readonly target: Target }[];
}

/** The events of all buses, with the state of their deliveries. A delivery whose new state a power failure undoes is repeated. */
export interface EventLog {
  /** Stores events with their deliveries. Resolves when they are on disk. */
  append(routed: readonly RoutedEvent[]): Promise<readonly Delivery[]>;
  /** Returns the deliveries that have neither succeeded nor been given up. */
  pending(): readonly Delivery[];
  delivered(id: number): Promise<void>;
  failed(id: number, failures: number, nextAt: number, error: string): Promise<void>;
  givenUp(id: number, failures: number, error: string): Promise<void>;
  deadLetters(): readonly DeadLetter[];
  /** Returns all stored events, oldest first. */
  events(): readonly PublishedEvent[];
  /** Deletes events beyond the retention, except those with a pending delivery. */
  prune(): Promise<void>;
}

/** How many events are kept, and for how long. */
export interface Retention {
  /** Number of events to keep. */
  readonly events: number;
  readonly days: number;
}

const DAY_MS = 86_400_000;

const rowSchema = z.object({
  id: z.number(),
  bus: z.string(),
  event: z.string(),
  rule: z.string(),
  target: z.string(),
  failures: z.number(),
  nextAt: z.number(),
  error: z.string().nullable(),
});

/** Opens the event log of a store. */
export function openEventLog({ database, commits }: Store, retention: Retention): EventLog {
  const select = `SELECT id, bus, event, rule, target, failures, nextAt, error FROM deliveries JOIN events USING (seq)
    WHERE state = ? ORDER BY id`;
  const statements = {
    event: database.prepare('INSERT INTO events (storedAt, bus, event) VALUES (?, ?, ?)'),
    delivery: database.prepare(
      `INSERT INTO deliveries (seq, rule, target, state, failures, nextAt) VALUES (?, ?, ?, 'pending', 0, ?)`,
    ),
    byState: database.prepare(select),
    update: database.prepare('UPDATE deliveries SET state = ?, failures = ?, nextAt = ?, error = ? WHERE id = ?'),
    delivered: database.prepare('DELETE FROM deliveries WHERE id = ?'),
    events: database.prepare('SELECT bus, event FROM events ORDER BY seq'),
    prune: database.prepare(
      `DELETE FROM events WHERE (storedAt < ? OR seq <= (SELECT MAX(seq) FROM events) - ?)
       AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.seq = events.seq AND state = 'pending')`,
    ),
  };
  const byState = (state: string): readonly DeadLetter[] =>
    statements.byState.all(state).map((raw) => {
      const row = rowSchema.parse(raw);
      return {
        ...row,
        event: publishedEvent(row.bus, row.event),
        target: targetSchema.parse(JSON.parse(row.target)),
        error: row.error ?? '',
      };
    });

  return {
    append: (routed) =>
      commits.commit(() =>
        routed.flatMap(({ event, targets }) => {
          const { bus, ...envelope } = event;
          const nextAt = Date.now();
          const seq = statements.event.run(nextAt, bus, JSON.stringify(envelope)).lastInsertRowid;
          return targets.map(({ rule, target }) => {
            const { lastInsertRowid } = statements.delivery.run(seq, rule, JSON.stringify(target), nextAt);
            return { id: Number(lastInsertRowid), event, rule, target, failures: 0, nextAt };
          });
        }),
      ),
    pending: () => byState('pending'),
    delivered: (id) => commits.commit(() => void statements.delivered.run(id)),
    failed: (id, failures, nextAt, error) =>
      commits.commit(() => void statements.update.run('pending', failures, nextAt, error, id)),
    givenUp: (id, failures, error) =>
      commits.commit(() => void statements.update.run('dead', failures, Date.now(), error, id)),
    deadLetters: () => byState('dead'),
    events: () => statements.events.all().map(({ bus, event }) => publishedEvent(String(bus), String(event))),
    prune: () =>
      commits.commit(() => void statements.prune.run(Date.now() - retention.days * DAY_MS, retention.events)),
  };
}

function publishedEvent(bus: string, json: string): PublishedEvent {
  return { bus, ...busEventSchema.parse(JSON.parse(json)) };
}
