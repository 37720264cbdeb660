import { describe, expect, it } from 'vitest';
import { fillPlaceholders, functionPlaceholder, placeholderName } from '../../state-machines/placeholders.ts';

describe('placeholders', () => {
  it('are named as CloudFormation expects', () => {
    expect(placeholderName('plugin-salesforce-v3')).toBe('PluginSalesforceV3Arn');
    expect(functionPlaceholder('complete-order')).toBe('$' + '{CompleteOrderArn}');
  });

  it('are replaced everywhere, by the unchanged ARN', () => {
    const text = `["${functionPlaceholder('a')}", "${functionPlaceholder('b')}", "${functionPlaceholder('a')}"]`;
    expect(fillPlaceholders(text, { a: 'arn:a:$&', b: 'arn:b' })).toBe('["arn:a:$&", "arn:b", "arn:a:$&"]');
  });

  it('must all be replaced', () => {
    expect(() => fillPlaceholders(functionPlaceholder('plugin-x'), { a: 'arn:a' })).toThrow(
      'Expected an ARN for $' + '{PluginXArn}, found none: the blueprint has no such function.',
    );
  });
});
