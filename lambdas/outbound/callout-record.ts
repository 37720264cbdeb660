import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { Callout, HttpReply, HttpRequest } from '../../core/plugin/plugin-http.ts';
import { redact } from '../../core/redact/redact.ts';
import { redactUrl } from '../../core/redact/redact-url.ts';
import { truncateJson } from '../../core/truncate.ts';

/** What happened in a callout, with nothing removed yet. */
export interface CalloutFacts {
  readonly request: HttpRequest;
  /** The request's headers as sent, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly reply: HttpReply | undefined;
  /** What was thrown; undefined when there is a reply. */
  readonly failure: unknown;
  readonly timestamp: string;
  readonly durationMs: number;
}

/** The record of a callout as it may be stored: redacted first, then shortened, so that no cut hides a secret's start. */
export function calloutRecord(facts: CalloutFacts, secretValues: readonly string[]): Callout {
  const { request, headers, reply, failure, timestamp, durationMs } = facts;
  const stored = (value: JsonValue) => redact(value, { secretValues });
  const body = (value: JsonValue) => truncateJson(stored(value));
  const fields = (value: Readonly<Record<string, string>>): JsonObject => {
    const kept = stored(value);
    return isJsonObject(kept) ? kept : {};
  };
  return {
    method: request.method,
    endpoint: redactUrl(request.url, { secretValues }),
    timestamp,
    durationMs,
    request: { headers: fields(headers), body: body(request.json ?? request.form ?? null) },
    response: reply ? { status: reply.status, headers: fields(reply.headers), body: body(reply.body) } : null,
    error: reply ? null : String(stored(failure instanceof Error ? failure.message : String(failure))),
  };
}
