/** A reason why checks of the suite say nothing about this server, and the ids of these checks. */
export interface NotApplicable {
  readonly reason: string;
  readonly checks: readonly string[];
}

/** Checks that fail because this server does not have what they look at. A check that passes, or that a later suite adds, is not listed. */
export const NOT_APPLICABLE: readonly NotApplicable[] = [
  {
    reason: 'They call tools of the suite: texts, images, audio, errors and progress of a server made for it.',
    checks: [
      ...['tools-call-audio', 'tools-call-embedded-resource', 'tools-call-error', 'tools-call-image'],
      ...['tools-call-mixed-content', 'tools-call-simple-text', 'tools-call-with-logging', 'tools-call-with-progress'],
      'json-schema-2020-12-tool-found',
    ],
  },
  {
    reason: 'Tools ask the client for nothing: no sampling, elicitation or roots. A person confirms in the agent.',
    checks: [
      ...['tools-call-elicitation', 'tools-call-sampling'],
      ...['elicitation-sep1034-general', 'elicitation-sep1330-general'],
      ...['sep-2322-elicitation-incomplete', 'sep-2322-list-roots-incomplete', 'sep-2322-sampling-incomplete'],
      ...['sep-2322-multi-round-r1', 'sep-2322-multiple-inputs-incomplete', 'sep-2322-non-tool-incomplete'],
      ...['sep-2322-request-state-incomplete', 'sep-2322-result-type-included', 'sep-2322-reject-tampered-state'],
      ...['sep-2322-respect-client-capabilities', 'sep-2575-missing-capability-http-400'],
      ...['sep-2575-server-rejects-undeclared-capability', 'sep-2575-http-server-no-independent-requests-on-stream'],
    ],
  },
  {
    reason: 'The server has tools, and no prompts, resources or completions: it declares no such capability.',
    checks: [
      ...['completion-complete', 'prompts-get-embedded-resource', 'prompts-get-simple', 'prompts-get-with-args'],
      ...['prompts-get-with-image', 'prompts-list', 'resources-list', 'resources-read-binary', 'resources-read-text'],
      ...['resources-subscribe', 'resources-templates-read', 'resources-unsubscribe'],
      ...['sep-2549-prompts-list-caching-hints', 'sep-2549-resources-list-caching-hints'],
      'sep-2549-resources-templates-list-caching-hints',
    ],
  },
  {
    reason: 'It sends no log messages to clients: they are in the log of the function.',
    checks: ['logging-set-level', 'sep-2575-server-no-log-without-loglevel'],
  },
  {
    reason: 'It has no streams: a subscription would hold a function until its time is up, so it is refused.',
    checks: ['sep-2575-server-sends-subscription-ack', 'sep-2575-server-tags-subscription-id'],
  },
  {
    reason: 'No argument of a tool is also sent as a header.',
    checks: [
      ...['sep-2243-server-no-xmcp-tool', 'sep-2243-server-decode-base64', 'sep-2243-server-validate-param-match'],
      ...['sep-2243-server-reject-invalid-param-chars', 'sep-2243-server-reject-param-mismatch'],
    ],
  },
];
