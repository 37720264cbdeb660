import { describe, expect, it } from 'vitest';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';

describe('pathSegment', () => {
  it.each(['A00000001', '...', '.a', '%2e%2e', 'a/../b', '../..', 'a?b#c', '\\..', 'Zoë 💳', '..;', ' ..'])(
    'keeps %j one segment that decodes to itself',
    (id) => {
      const { pathname } = new URL(`https://example.org/v1/accounts/${pathSegment(id)}`);
      expect(pathname).toMatch(/^\/v1\/accounts\/[^/]+$/);
      expect(decodeURIComponent(pathname.split('/')[3] ?? '')).toBe(id);
    },
  );

  it.each(['', '.', '..', '\ud800', 'A\udfff'])('refuses %j, which would address another resource or none', (id) => {
    expect(() => pathSegment(id)).toThrow(PluginFailed);
    expect(() => pathSegment(id)).toThrow(expect.objectContaining({ code: 'id_invalid' }));
  });
});
