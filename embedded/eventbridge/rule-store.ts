import type { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { BusEvent } from './event.ts';
import { compileEventPattern, type EventPattern, EventPatternInvalid } from './event-pattern.ts';
import { type Target, targetSchema } from './target.ts';

const ruleSchema = z.object({
  bus: z.string(),
  name: z.string(),
  pattern: z.string(),
  state: z.enum(['ENABLED', 'DISABLED']),
  description: z.string().nullable(),
});

/** A rule as it is stored. */
export type Rule = z.output<typeof ruleSchema>;

/** Stores buses, their rules and the rules' targets. */
export interface RuleStore {
  buses(): readonly string[];
  /** Adds a bus; does nothing if it exists. */
  addBus(name: string): void;
  /** Removes a bus with its rules. */
  removeBus(name: string): void;
  rules(bus: string): readonly Rule[];
  /** Adds a rule, or replaces the rule with the same name. */
  putRule(rule: Rule): void;
  removeRule(bus: string, name: string): void;
  targets(bus: string, rule: string): readonly Target[];
  putTarget(bus: string, rule: string, target: Target): void;
  /** Removes a target. @returns whether it existed */
  removeTarget(bus: string, rule: string, id: string): boolean;
  /** Returns the targets of every enabled rule that matches an event on this bus. */
  matching(bus: string, event: BusEvent): readonly { readonly rule: string; readonly target: Target }[];
}

interface ActiveRule {
  readonly bus: string;
  readonly name: string;
  readonly matches: EventPattern;
  readonly targets: readonly Target[];
}

/** Opens the rule store of a database. */
export function openRuleStore(database: DatabaseSync): RuleStore {
  const statements = {
    buses: database.prepare('SELECT name FROM buses ORDER BY name'),
    addBus: database.prepare('INSERT OR IGNORE INTO buses VALUES (?, ?)'),
    removeBus: database.prepare('DELETE FROM buses WHERE name = ?'),
    removeRules: database.prepare('DELETE FROM rules WHERE bus = ?'),
    removeTargets: database.prepare('DELETE FROM targets WHERE bus = ?'),
    rules: database.prepare('SELECT * FROM rules WHERE bus = ? ORDER BY name'),
    putRule: database.prepare('INSERT OR REPLACE INTO rules VALUES (?, ?, ?, ?, ?)'),
    removeRule: database.prepare('DELETE FROM rules WHERE bus = ? AND name = ?'),
    targets: database.prepare('SELECT target FROM targets WHERE bus = ? AND rule = ? ORDER BY id'),
    putTarget: database.prepare('INSERT OR REPLACE INTO targets VALUES (?, ?, ?, ?)'),
    removeTarget: database.prepare('DELETE FROM targets WHERE bus = ? AND rule = ? AND id = ?'),
  };
  const buses = (): readonly string[] => statements.buses.all().map(({ name }) => String(name));
  const rules = (bus: string): readonly Rule[] => statements.rules.all(bus).map((row) => ruleSchema.parse(row));
  const targets = (bus: string, rule: string): readonly Target[] =>
    statements.targets.all(bus, rule).map(({ target }) => targetSchema.parse(JSON.parse(String(target))));

  // Events are matched far more often than rules change, so compiled rules are cached until a change.
  let active: readonly ActiveRule[] | undefined;
  const load = (): readonly ActiveRule[] =>
    buses().flatMap((bus) =>
      rules(bus)
        .filter(({ state }) => state === 'ENABLED')
        .map(({ name, pattern }) => ({
          bus,
          name,
          matches: compileStored(name, pattern),
          targets: targets(bus, name),
        })),
    );
  const invalidate = (): void => {
    active = undefined;
  };

  return {
    buses,
    addBus(name) {
      statements.addBus.run(name, Date.now());
    },
    removeBus(name) {
      statements.removeTargets.run(name);
      statements.removeRules.run(name);
      statements.removeBus.run(name);
      invalidate();
    },
    rules,
    putRule(rule) {
      const { bus, description, name, pattern, state } = rule;
      // Every start of a tenant puts its rules again. What has not changed need not wait for the disk.
      if (rules(bus).some((known) => isDeepStrictEqual(known, rule))) return;
      statements.putRule.run(bus, name, pattern, state, description);
      invalidate();
    },
    removeRule(bus, name) {
      statements.removeRule.run(bus, name);
      invalidate();
    },
    targets,
    putTarget(bus, rule, target) {
      if (targets(bus, rule).some((known) => isDeepStrictEqual(known, target))) return;
      statements.putTarget.run(bus, rule, target.Id, JSON.stringify(target));
      invalidate();
    },
    removeTarget(bus, rule, id) {
      const { changes } = statements.removeTarget.run(bus, rule, id);
      invalidate();
      return changes > 0;
    },
    matching(bus, event) {
      active ??= load();
      return active
        .filter((rule) => rule.bus === bus && rule.matches(event))
        .flatMap(({ name, targets: own }) => own.map((target) => ({ rule: name, target })));
    },
  };
}

/** Compiles a stored pattern. One that an earlier version accepted and this one does not support matches nothing. */
function compileStored(rule: string, pattern: string): EventPattern {
  try {
    return compileEventPattern(pattern);
  } catch (error) {
    if (!(error instanceof EventPatternInvalid)) throw error;
    process.emitWarning(`Rule ${rule} is ignored: ${error.message}. Change its pattern, or delete the rule.`);
    return () => false;
  }
}
