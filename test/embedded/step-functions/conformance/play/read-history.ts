import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { ExpectedEvent } from './conformance-case.ts';
import { defaultTimeScale } from './play-case.ts';

const jsonTexts: ReadonlySet<string> = new Set(['input', 'output', 'parameters']);

/** Returns events without id and time, with their details under one name and JSON texts parsed. */
export function readableEvents(events: readonly HistoryEvent[]): ExpectedEvent[] {
  return events.map(({ id: _, timestamp: __, type = '', previousEventId = -1, ...rest }) => {
    const [details] = Object.values(rest);
    return { type, previousEventId, ...(details !== undefined && { details: readableDetails(details) }) };
  });
}

function readableDetails(details: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]: [string, unknown]) => [
      name,
      jsonTexts.has(name) && typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

/** Names of the states entered, in order. */
export function pathOf(events: readonly ExpectedEvent[]): string[] {
  return events.filter(({ type }) => type.endsWith('StateEntered')).map(({ details }) => String(details?.name));
}

/** Seconds of the definition between each failed attempt of a Task and the next. */
export function pausesIn(events: readonly HistoryEvent[]): number[] {
  return events.flatMap(({ type, timestamp }, index) => {
    const next = events[index + 1];
    if (type !== 'TaskFailed' || next?.type !== 'TaskScheduled') return [];
    return [((Number(next.timestamp) - Number(timestamp)) / 1000) * defaultTimeScale];
  });
}
