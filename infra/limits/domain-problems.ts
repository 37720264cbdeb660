import type { Blueprint } from '../../blueprint/blueprint.ts';
import type { InputProblem } from '../../core/input-problems.ts';

/**
 * Finds host names that two deployments would have: stages that have the name from their file, or two tenants.
 *
 * Source: API Gateway Developer Guide, "Custom domain names": a name is unique within a region, across all accounts.
 */
export function domainProblems(blueprints: readonly Pick<Blueprint, 'aws' | 'tenant'>[]): readonly InputProblem[] {
  const named = blueprints.flatMap(({ aws: { customDomain, region }, tenant }) =>
    customDomain === undefined ? [] : [{ name: customDomain.name, region, tenant }],
  );
  return [...Map.groupBy(named, ({ name, region }) => `${region} ${name}`).values()]
    .filter((same) => same.length > 1)
    .map((same) => ({
      path: 'aws.customDomain.name',
      message: `Expected a host name for each deployment, found "${same[0]?.name}" for ${same.map(({ tenant }) => tenant).join(' and ')}: give each its own.`,
    }));
}
