import { randomUUID } from 'node:crypto';
import { type AwsService, AwsServiceError } from '../aws/aws-service.ts';
import type { Store } from '../sqlite/store.ts';
import { deliverEvent, type TargetClients } from './deliver-event.ts';
import { createDispatcher } from './dispatcher.ts';
import type { PublishedEvent } from './event.ts';
import { type DeadLetter, openEventLog, type RoutedEvent } from './event-log.ts';
import { EVENT_TABLES } from './event-tables.ts';
import { type CheckedEntry, checkEntries, type RejectedEntry } from './put-events.ts';
import { ruleOperations } from './rule-operations.ts';
import { openRuleStore } from './rule-store.ts';

/** Options of {@link openEventBridge}. */
export interface EventBridgeOptions extends TargetClients {
  /** Holds buses, rules, events and deliveries. */
  readonly store: Store;
  readonly region: string;
  readonly accountId: string;
  /** Divides every delay before a retry. @default 1 */
  readonly timeScale?: number;
  /** Number of events to keep; older ones are deleted once their deliveries have finished. @default 10000 */
  readonly keepEvents?: number;
  /** Called with every event of PutEvents once it is stored. @default no-op */
  onStored?(event: PublishedEvent): void;
}

/** Response of `PutEvents`. */
export interface PutEventsAnswer {
  readonly FailedEntryCount: number;
  readonly Entries: readonly ({ readonly EventId: string } | RejectedEntry)[];
}

/** The event buses of this machine. Every event is on disk before it is acknowledged. */
export interface EventBridge extends AwsService {
  /** Creates a bus if it does not exist. */
  ensureBus(name: string): Promise<void>;
  putEvents(entries: readonly unknown[]): Promise<PutEventsAnswer>;
  /** Puts an event of an AWS service on the default bus. It is stored only if a rule matches. */
  putServiceEvent(event: Pick<PublishedEvent, 'source' | 'detail-type' | 'resources' | 'detail'>): void;
  /** Returns the events on all buses, oldest first: at most 10,000, of the last 7 days. */
  events(): readonly PublishedEvent[];
  /** Returns the deliveries that were given up. */
  deadLetters(): readonly DeadLetter[];
  /** Continues every unfinished delivery. */
  start(): void;
  /** Stops new deliveries and waits for running ones. The store stays open. */
  close(): Promise<void>;
}

const KEEP_DAYS = 7;
const PRUNE_EVERY = 500;

/** Opens the event buses. Deliveries begin with `start()`. */
export function openEventBridge(options: EventBridgeOptions): EventBridge {
  const { region, accountId } = options;
  const { database, commits } = options.store;
  database.exec(EVENT_TABLES);
  const rules = openRuleStore(database);
  const log = openEventLog(options.store, { events: options.keepEvents ?? 10_000, days: KEEP_DAYS });
  const dispatcher = createDispatcher({
    log,
    deliver: (delivery) => deliverEvent(delivery, options),
    timeScale: options.timeScale ?? 1,
    concurrency: 32,
  });
  let started = false;
  let untilPrune = PRUNE_EVERY;

  const publish = async (routed: readonly RoutedEvent[]): Promise<void> => {
    if (routed.length === 0) return;
    const deliveries = await log.append(routed);
    if (started) dispatcher.add(deliveries);
    untilPrune -= routed.length;
    if (untilPrune > 0) return;
    untilPrune = PRUNE_EVERY;
    await log.prune();
  };
  const route = (event: PublishedEvent): RoutedEvent => {
    const { bus, ...envelope } = event;
    return { event, targets: rules.matching(bus, envelope) };
  };
  const accept = async (request: unknown): Promise<PutEventsAnswer> => {
    const checked = checkEntries(request, { region, accountId });
    const events = checked.flatMap((entry) => ('event' in entry ? [entry.event] : []));
    await publish(events.map(route));
    for (const event of events) options.onStored?.(event);
    return {
      FailedEntryCount: checked.filter((entry) => 'rejected' in entry).length,
      Entries: checked.map(answerTo),
    };
  };
  const operations = new Map(Object.entries(ruleOperations(rules, { region, accountId })));

  return {
    targetPrefix: 'AWSEvents',
    async call(operation, input) {
      if (operation === 'PutEvents') return accept(input);
      const run = operations.get(operation);
      if (run !== undefined) return commits.run(() => run(input));
      const supported = [...operations.keys(), 'PutEvents'].join(', ');
      throw new AwsServiceError('UnknownOperationException', `${operation} is not supported. Supported: ${supported}`);
    },
    ensureBus: (name) => commits.run(() => rules.addBus(name)),
    putEvents: (entries) => accept({ Entries: entries }),
    putServiceEvent(event) {
      const time = new Date().toISOString().replace(/\.\d{3}Z$/, 'Z');
      const routed = route({
        bus: 'default',
        version: '0',
        id: randomUUID(),
        account: accountId,
        region,
        time,
        ...event,
      });
      if (routed.targets.length === 0) return;
      publish([routed]).catch((error: unknown) => {
        process.emitWarning(`The event "${event['detail-type']}" could not be stored: ${String(error)}`);
      });
    },
    events: () => log.events(),
    deadLetters: () => log.deadLetters(),
    start() {
      started = true;
      log.prune().catch((error: unknown) => process.emitWarning(`Old events could not be deleted: ${String(error)}`));
      dispatcher.add(log.pending());
    },
    close: () => dispatcher.close(),
  };
}

function answerTo(entry: CheckedEntry): { readonly EventId: string } | RejectedEntry {
  return 'event' in entry ? { EventId: entry.event.id } : entry.rejected;
}
