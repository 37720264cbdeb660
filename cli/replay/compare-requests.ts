import type { JsonObject, JsonValue } from '../../core/json.ts';
import type { Callout } from '../../core/plugin/plugin-http.ts';
import type { RecordedCallout } from '../orders/recorded-order.ts';
import { compareJson, type ValueDifference } from './compare.ts';
import type { OrderDifference } from './differences.ts';
import { queryOf, shownEndpoint } from './recorded-answers.ts';

/** Headers that say nothing about what a request asks for: they follow from the body, or differ from request to request. */
const IGNORED_HEADERS = new Set(['authorization', 'content-length', 'traceparent', 'tracestate', 'user-agent']);

const MAX_SHOWN = 60;

/** Returns how a request that would be sent differs from the recorded one: query, headers and body, field by field. */
export function compareRequests(step: string, recorded: RecordedCallout, now: Callout): readonly OrderDifference[] {
  const name = `${step} ${requestName(now.method, now.endpoint)}`;
  const about = (part: string, before: JsonValue, after: JsonValue) =>
    compareJson(before, after).map((difference) => differenceOf(`${name}, ${part}`, difference, 'requests'));
  return [
    ...about('query', parametersOf(recorded.endpoint), parametersOf(now.endpoint)),
    ...about('header', headersOf(recorded.request.headers), headersOf(now.request.headers)),
    ...about('body', recorded.request.body, now.request.body),
  ];
}

/** Returns a difference of a value in words. An amount of money counts as one, wherever it is. */
export function differenceOf(
  about: string,
  { after, before, more, path }: ValueDifference,
  kind: 'requests' | 'outputs',
): OrderDifference {
  const text = path === '' ? about : `${about} ${path}`;
  const detail = before === undefined ? `${shown(after)}, new` : `${shown(after)}, before ${shown(before)}`;
  return { kind: more === undefined || kind === 'outputs' ? kind : 'amounts', text, detail, ...(more && { more }) };
}

/** Returns the name of a request, the same for every order: ids in its path are left out. */
export function requestName(method: string, endpoint: string): string {
  const path = shownEndpoint(endpoint).split('?')[0] ?? '';
  const origin = URL.parse(path)?.origin ?? '';
  const segments = path.slice(origin.length).split('/');
  return `${method} ${origin}${segments.map((segment) => (isId(segment) ? '…' : segment)).join('/')}`;
}

/** Versions of an API have digits too. */
function isId(segment: string): boolean {
  return /\d/.test(segment) && !/^v?\d{1,3}(\.\d+)?$/i.test(segment);
}

function parametersOf(endpoint: string): JsonObject {
  return Object.fromEntries(new URLSearchParams(queryOf(endpoint)));
}

function headersOf(headers: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !IGNORED_HEADERS.has(name)));
}

function shown(value: JsonValue | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
