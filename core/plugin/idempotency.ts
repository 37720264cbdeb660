/** How long a partner recognises a repeat, and which answers it repeats. */
export interface Idempotency {
  /**
   * Hours since the first request, during which the partner recognises a repeat; `ever` if it does so by data that it keeps,
   * such as an external id. After that an attempt that may have had its effect is not repeated before a probe.
   */
  readonly forHours: number | 'ever';
  /**
   * Which answers the partner repeats. `successes`: it processes a rejected request anew. `all-answers`: it also repeats
   * rejections, so a corrected request needs a new key.
   */
  readonly keeps: 'successes' | 'all-answers';
}

/**
 * What happens at the partner if a request is repeated. `idempotent`: the partner recognises the repeat by the idempotency key
 * or by its data, so a request without a reply is sent again. `at-most-once`: it does not, so a request without a reply has an
 * unknown outcome and is not repeated.
 */
export type PluginEffect = 'at-most-once' | { readonly idempotent: Idempotency };

/** Recognised by data that the partner keeps, such as an external id. */
export const RECOGNISED_BY_DATA: Idempotency = { forHours: 'ever', keeps: 'successes' };
