/**
 * `idempotent`: the target recognises a repeat by the idempotency key or by what it holds, so a lost reply is answered
 * by calling again. `at-most-once`: it does not, so a lost reply is an unknown outcome and nobody calls again.
 */
export type PluginEffect = 'idempotent' | 'at-most-once';
