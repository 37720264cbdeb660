import { counted } from '../../core/counted.ts';
import { type Decimal, decimalText, plus } from '../../core/decimal.ts';
import { escapedMarkdown } from '../markdown.ts';
import {
  type DifferenceKind,
  isWhole,
  KINDS,
  type OrderDifference,
  type ReplayedOrder,
  type ReplayGap,
} from './differences.ts';

/** The orders of one type that have a difference. */
interface Group {
  readonly orderType: string;
  readonly ids: string[];
  /** The values of each order, in words, without repeats. */
  readonly details: Set<string>;
  more: Decimal | undefined;
}

/** What several orders have in common, in words. */
interface Finding {
  readonly text: string;
  readonly groups: readonly Group[];
}

/** Findings under one heading. */
interface Section {
  readonly heading: string;
  readonly findings: readonly Finding[];
}

/** What a replay found, for people. */
export interface ReplayReport {
  /** Whether any order would run differently. */
  readonly differs: boolean;
  /** Whether every order was compared to its end. */
  readonly isWhole: boolean;
  plain(ids: number): string;
  markdown(ids: number): string;
}

/**
 * Creates the report of a replay.
 *
 * @param title what was replayed, as a sentence without its full stop
 */
export function createReport(title: string, orders: readonly ReplayedOrder[]): ReplayReport {
  const differing = orders.filter(({ differences }) => differences.length > 0);
  const partial = orders.filter((order) => !isWhole(order));
  const sections = [
    ...(Object.keys(KINDS) as DifferenceKind[]).map((kind) => ({
      heading: KINDS[kind],
      findings: findingsOf(orders, ({ differences }) => differences.filter((each) => each.kind === kind)),
    })),
    {
      heading: 'Steps compared only in part: later steps read their recorded results',
      findings: findingsOf(orders, ({ inPart = [] }) => inPart.map(gapText)),
    },
    {
      heading: 'Not replayed to the end: nothing is said about the steps that follow',
      findings: findingsOf(orders, ({ ended }) => (ended === undefined ? [] : [gapText(ended)])),
    },
  ].filter(({ findings }) => findings.length > 0);
  const summary = [
    `${title}: ${counted(orders.length, 'order')}${byType(orders)}.`,
    differing.length === 0
      ? `None would run differently${partial.length === 0 ? '' : ', as far as they were compared'}.`
      : `${differing.length} would run differently${byType(differing)}.`,
    ...(partial.length === 0
      ? []
      : [`${partial.length} could not be compared wholly${byType(partial)}: the rest of them may differ.`]),
  ].join(' ');
  return {
    differs: differing.length > 0,
    isWhole: partial.length === 0,
    plain: (ids) => [summary, ...sections.flatMap((section) => plainSection(section, ids))].join('\n'),
    markdown: (ids) =>
      `${['### Replay', escapedMarkdown(summary), ...sections.map((each) => markdownSection(each, ids))].join('\n\n')}\n`,
  };
}

function gapText({ step, why }: ReplayGap): Difference {
  return { text: `${step}, ${why}` };
}

type Difference = Pick<OrderDifference, 'text' | 'detail' | 'more'>;

function findingsOf(
  orders: readonly ReplayedOrder[],
  pick: (order: ReplayedOrder) => readonly Difference[],
): readonly Finding[] {
  const findings = new Map<string, Map<string, Group>>();
  for (const order of orders) {
    for (const { detail, more, text } of pick(order)) {
      const groups = findings.get(text) ?? new Map<string, Group>();
      findings.set(text, groups);
      const { id, orderType } = order;
      const group: Group = groups.get(orderType) ?? { orderType, ids: [], details: new Set(), more: undefined };
      groups.set(orderType, group);
      if (group.ids.at(-1) !== id) group.ids.push(id);
      if (detail !== undefined) group.details.add(detail);
      if (more !== undefined) group.more = group.more === undefined ? more : plus(group.more, more);
    }
  }
  const size = ({ groups }: Finding) => groups.reduce((total, { ids }) => total + ids.length, 0);
  return [...findings]
    .map(([text, groups]) => ({
      text,
      groups: [...groups.values()].toSorted((left, right) => right.ids.length - left.ids.length),
    }))
    .toSorted((left, right) => size(right) - size(left));
}

function plainSection({ findings, heading }: Section, ids: number): readonly string[] {
  const lines = findings.flatMap(({ groups, text }) => [
    `  ${text}`,
    ...groups.map((group) => `    ${groupText(group, ids)}`),
  ]);
  return ['', heading, ...lines];
}

function markdownSection({ findings, heading }: Section, ids: number): string {
  const lines = findings.flatMap(({ groups, text }) => [
    `- ${escapedMarkdown(text)}`,
    ...groups.map((group) => `  - ${escapedMarkdown(groupText(group, ids))}`),
  ]);
  return `**${heading}**\n\n${lines.join('\n')}`;
}

function groupText({ details, ids, more, orderType }: Group, most: number): string {
  const total = more === undefined ? '' : `, together ${more.units < 0n ? '' : '+'}${decimalText(more)}`;
  const [first] = details;
  const values = first === undefined ? '' : details.size === 1 ? `: ${first}` : `, e.g. ${first}`;
  const shown = ids.slice(0, most).join(', ');
  const others = ids.length > most ? ` and ${ids.length - most} more` : '';
  return `${counted(ids.length, `${orderType} order`)}${total}${values} (${shown}${others})`;
}

function byType(orders: readonly ReplayedOrder[]): string {
  const types = Map.groupBy(orders, ({ orderType }) => orderType);
  const counts = [...types].map(([type, { length }]) => `${length} ${type}`);
  return counts.length === 0 ? '' : ` (${counts.join(', ')})`;
}
