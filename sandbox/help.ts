/** What `GET /` says. */
export const HELP = `Sandbox partners. They behave as the published APIs do where an order touches them, and keep what they are told.

  /salesforce     OAuth token, sobjects, query, duplicate rules, platform events
  /zuora          OAuth token, orders, subscriptions, accounts, payment methods, memos, refunds
  /provisioning   users, orders, entitlements; requests by idempotency key
  /receiver/NAME  webhook receiver

  GET    /__effects    what really happened, oldest first
  GET    /__webhooks   webhooks received, in order of arrival
  GET    /__requests   the last 1,000 requests
  POST   /__faults     { partner, path?, fault, times, delayMs?, retryAfterSeconds?, status? }
  GET    /__faults     faults still to happen
  DELETE /__faults     forget them
  POST   /__reset      forget everything

Faults, each for the next "times" requests of the partner (under "path", when given):
  decline            the partner's business refusal; nothing happens
  500 503 429 410    the partner's error of that kind; nothing happens
  slow               it happens at once, the answer comes after delayMs (3000)
  hang               nothing happens, and no answer ever comes
  drop-after-effect  it happens, and the connection is cut before the answer
  malformed          200 with a page instead of JSON; nothing happens
decline and drop-after-effect wait for a request that changes something; a token request is hit only when path names it.
`;
