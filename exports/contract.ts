/** For tests of plugins, with Vitest: the contract that every plugin passes. */
export type { ContractWorld, OwnPartners } from '../contract/contract-world.ts';
export { describePluginContract, type PluginContract } from '../contract/plugin-contract.ts';
