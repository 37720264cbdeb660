import { buildSequences } from '../../../core/config/build-sequences.ts';
import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { PluginCatalog } from '../../../core/plugin/define-plugin.ts';
import type { Sequence } from '../../../core/sequence/sequence.ts';
import { sequenceDiagram } from '../../../core/sequence/sequence-diagram.ts';

/** The config that is in effect, with every default filled in. Options hold references to secrets, never their values. */
export interface ConfigView
  extends Pick<TenantConfig, 'tenant' | 'onCriticalFailure' | 'webhooks' | 'outbound' | 'api'> {
  /** Read top to bottom: the first that matches gives the sequence of its name, else the default one is taken. */
  readonly overrides: readonly Pick<TenantConfig['overrides'][number], 'name' | 'match'>[];
  /** The default one first. */
  readonly sequences: readonly (Sequence & {
    /** A Mermaid flowchart of its state machine. */
    readonly mermaid: string;
  })[];
}

/** What the API shows of a tenant's config. */
export function configView(config: TenantConfig, catalog: PluginCatalog): ConfigView {
  const { tenant, onCriticalFailure, webhooks, outbound, api } = config;
  return {
    tenant,
    onCriticalFailure,
    overrides: config.overrides.map(({ name, match }) => ({ name, match })),
    sequences: buildSequences(config, catalog).map((sequence) => ({ ...sequence, mermaid: sequenceDiagram(sequence) })),
    webhooks,
    outbound,
    api,
  };
}
