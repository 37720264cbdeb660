import { describe, expect, it } from 'vitest';
import { secretProblems } from '../../../infra/limits/secret-problems.ts';
import { tenantProblems } from '../../../infra/limits/tenant-problems.ts';
import { blueprint, TENANT_FILE } from '../tenant-fixture.ts';

const withSecret = (reference: string, changes: object = {}) =>
  blueprint({ ...TENANT_FILE, ...changes, outbound: { basicAuth: { 'warehouse.example.org': reference } } });

describe('secretProblems', () => {
  it('accepts the names of a usual tenant, and fifteen levels', () => {
    expect(secretProblems(blueprint())).toEqual([]);
    expect(secretProblems(withSecret(`a${'/a'.repeat(13)}`))).toEqual([]);
  });

  it.each([
    ['auth/', '/fixture/auth/', 'a part of it is empty'],
    ['auth//warehouse', '/fixture/auth//warehouse', 'a part of it is empty'],
    [`a${'/a'.repeat(14)}`, `/fixture/a${'/a'.repeat(14)}`, 'more than 15 parts'],
  ])('rejects %s, which Secrets Manager accepts', (reference, name, reason) => {
    const [problem, ...others] = secretProblems(withSecret(reference));
    expect(problem).toMatchObject({ path: 'aws.secrets', message: expect.stringContaining(`"${name}": `) });
    expect(problem?.message).toContain(reason);
    expect(others).toEqual([]);
    expect(secretProblems(withSecret(reference, { aws: { secrets: 'secretsManager' } }))).toEqual([]);
  });

  it.each(['aws-shop', 'ssmith'])('rejects every secret of a tenant named %s: the names are reserved', (tenant) => {
    const reserved = { ...TENANT_FILE, tenant };
    expect(secretProblems(blueprint(reserved)).length).toBeGreaterThan(1);
    expect(secretProblems(blueprint(reserved))).toEqual(tenantProblems(blueprint(reserved)));
    expect(secretProblems(blueprint({ ...reserved, aws: { secrets: 'secretsManager' } }))).toEqual([]);
    expect(secretProblems(blueprint({ tenant, processOrder: [] }))).toEqual([]);
  });
});
