import { describe, expect, it } from 'vitest';
import {
  allOf,
  anyOf,
  type Condition,
  equals,
  hasSize,
  IS_NEW,
  IS_STORED,
  isLess,
  isOneOf,
  lacks,
  updateExpression,
} from '../../lambdas/update-expression.ts';

const conditionOf = (when: Condition) => updateExpression({ set: { a: 1 }, when }).ConditionExpression;

describe('an update expression', () => {
  it('sets, appends, increases and removes, with a placeholder for every name and value', () => {
    const expression = updateExpression({
      set: { status: 'done', 'runs[0].outcome': 'done' },
      setIfAbsent: { createdAt: 'now' },
      append: { events: ['e'] },
      increase: { count: 2 },
      remove: ['failure', 'degraded[1]'],
      when: IS_STORED,
    });
    expect(expression).toEqual({
      UpdateExpression:
        'SET #status = :v0, #runs[0].#outcome = :v1, #createdAt = if_not_exists(#createdAt, :v2), #events = list_append(if_not_exists(#events, :v3), :v4), #count = if_not_exists(#count, :v5) + :v6 REMOVE #failure, #degraded[1]',
      ConditionExpression: 'attribute_exists(#pk)',
      ExpressionAttributeNames: {
        '#status': 'status',
        '#runs': 'runs',
        '#outcome': 'outcome',
        '#createdAt': 'createdAt',
        '#events': 'events',
        '#count': 'count',
        '#failure': 'failure',
        '#degraded': 'degraded',
        '#pk': 'pk',
      },
      ExpressionAttributeValues: {
        ':v0': 'done',
        ':v1': 'done',
        ':v2': 'now',
        ':v3': [],
        ':v4': ['e'],
        ':v5': 0,
        ':v6': 2,
      },
    });
  });

  it('leaves attributes without a value alone', () => {
    const { UpdateExpression } = updateExpression({ set: { a: undefined, b: null }, when: IS_NEW });
    expect(UpdateExpression).toBe('SET #b = :v0');
  });

  it('has no values if it only removes: DynamoDB rejects an empty map', () => {
    expect(updateExpression({ remove: ['mark'], when: IS_STORED })).toEqual({
      UpdateExpression: 'REMOVE #mark',
      ConditionExpression: 'attribute_exists(#pk)',
      ExpressionAttributeNames: { '#mark': 'mark', '#pk': 'pk' },
    });
  });
});

describe('a condition', () => {
  it('has parentheses only where they are needed: DynamoDB rejects redundant ones', () => {
    expect(conditionOf(allOf(equals('a', 1)))).toBe('#a = :v1');
    expect(conditionOf(anyOf(allOf(equals('a', 1), isLess('b', 2)), IS_NEW))).toBe(
      '(#a = :v1 AND #b < :v2) OR attribute_not_exists(#pk)',
    );
    expect(conditionOf(allOf(anyOf(equals('a', 1)), lacks('b', 2)))).toBe('#a = :v1 AND NOT contains(#b, :v2)');
  });

  it('compares with one of several values, and with the size of a list', () => {
    expect(conditionOf(anyOf(isOneOf('a', ['x', 'y']), hasSize('b', 3)))).toBe('#a IN (:v1, :v2) OR size(#b) = :v3');
  });
});
