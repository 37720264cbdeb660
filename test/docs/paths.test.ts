import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TOP_FOLDERS } from '../../scripts/architecture.ts';

const ROOTS: readonly string[] = [...TOP_FOLDERS, 'test', 'docs', 'examples', 'tenants'];

/** Paths that a how-to tells its reader to create. */
const CREATED_BY_READER = /(^|\/)loyalty-points(\/|(\.test)?\.ts$)|^tenants\/guide\.json$|^\.data\//;

const pages = globSync('**/*.md', {
  exclude: (path) => /(^|\/)(node_modules|\.cache|cdk\.out|\.data[^/]*)$/.test(path),
});

/** Returns the repository paths in the text of a page; `<placeholder>`s and `*` are not paths. */
function pathsIn(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8');
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, span = '']) => span.split(/\s+/));
  return spans.filter((span) => {
    if (!/^[\w.@-]+(\/[\w.@-]+)*\/?$/.test(span)) return false;
    const isRooted = ROOTS.includes(span.split('/')[0] ?? '') && span.includes('/');
    return isRooted || /\/.*\.(ts|mjs|md|json|yaml|txt)$/.test(span);
  });
}

/** Returns the targets of a page's relative links, as paths with an optional anchor. */
function linksIn(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8').replaceAll(/^```.*?^```$/gms, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/i.test(target));
}

/** Returns the anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8').replaceAll(/^```.*?^```$/gms, '');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('%s', (page) => {
  it('mentions only paths that exist', () => {
    const missing = pathsIn(page).filter(
      (path) => !CREATED_BY_READER.test(path) && ![path, join(dirname(page), path)].some(existsSync),
    );
    expect(missing).toEqual([]);
  });

  it('links only to pages and headings that exist', () => {
    const broken = linksIn(page).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});
