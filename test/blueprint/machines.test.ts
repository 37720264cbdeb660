import { describe, expect, it } from 'vitest';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
import type { JsonObject } from '../../core/json.ts';
import { definitionOf } from '../../state-machines/definition-of.ts';
import { STEPS, tenantFile, testCatalog } from '../core/test-catalog.ts';

const { crm, billing, callout } = STEPS;

function blueprint(changes: JsonObject = {}) {
  const { config, problems } = checkTenantConfig(tenantFile(changes), testCatalog);
  if (config === undefined) throw new TypeError(JSON.stringify(problems));
  return createBlueprint(config, testCatalog);
}

function functionsOf(machine: string, changes: JsonObject = {}): readonly string[] | undefined {
  return blueprint(changes).stateMachines.find(({ id }) => id === machine)?.functions;
}

describe('the service machines for recovery', () => {
  it('heal the plugins of non-critical steps without a callback, and no others', () => {
    expect(functionsOf('heal')).toEqual(['plugin-callout', 'complete-order']);
    expect(functionsOf('heal', { postProcessOrder: [] })).toEqual(['complete-order']);
    const waiting = { ...callout, waitFor: 'callback' };
    expect(functionsOf('heal', { postProcessOrder: [waiting] })).toEqual(['complete-order']);
  });

  it('undo the plugins that compensate, if the tenant does', () => {
    expect(functionsOf('undo')).toEqual(['complete-order']);
    expect(functionsOf('undo', { onCriticalFailure: 'compensate' })).toEqual(['plugin-billing', 'complete-order']);
  });

  it('probe the plugins that can, for operators', () => {
    expect(functionsOf('probe-step')).toEqual(['plugin-billing', 'complete-order']);
    expect(functionsOf('probe-step', { processOrder: [crm], postProcessOrder: [] })).toEqual(['complete-order']);
  });

  it('serve all sequences', () => {
    const overrides = [
      { name: 'crm-last', match: { orderType: ['renew'] }, processOrder: [{ ...crm, critical: false }] },
    ];
    expect(functionsOf('heal', { overrides })).toEqual(['plugin-callout', 'plugin-crm', 'complete-order']);
  });

  it('have their definitions', () => {
    for (const spec of blueprint().stateMachines) expect(definitionOf(spec).StartAt, spec.id).toBeDefined();
  });
});

describe('what functions may do to recover orders', () => {
  const grantsOf = (id: string, changes: JsonObject = {}) =>
    blueprint(changes).functions.find((candidate) => candidate.id === id)?.grants ?? [];

  it('lets the function that records the ends of runs start heals and releases, and the run of the next order of a lane', () => {
    const starts = grantsOf('complete-order').filter(({ actions }) => actions.includes('states:StartExecution'));
    expect(starts).toEqual([
      { actions: ['states:StartExecution'], on: 'stateMachines' },
      { actions: ['states:StartExecution'], on: 'stateMachine', stateMachine: 'heal' },
      { actions: ['states:StartExecution'], on: 'stateMachine', stateMachine: 'release-parked' },
    ]);
  });

  it('lets a plugin send task results only if one of its steps waits for a callback', () => {
    const answers = (changes: JsonObject) =>
      grantsOf('plugin-billing', changes).some(({ actions }) => actions.includes('states:SendTaskSuccess'));
    expect(answers({})).toBe(false);
    expect(answers({ processOrder: [crm, { ...billing, waitFor: 'callback' }] })).toBe(true);
  });
});
