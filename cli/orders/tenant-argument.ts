import { stageOf } from '../../core/config/stages.ts';

/** Returns the arguments with which a command reads the file of a tenant, e.g. `tenants/acme.json --stage prod` for `acme_PROD`. */
export function tenantArgument(name: string): string {
  const { stage, tenant } = stageOf(name);
  return `tenants/${tenant}.json${stage === undefined ? '' : ` --stage ${stage}`}`;
}
