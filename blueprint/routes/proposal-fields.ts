import type { ProposalAction } from '../../core/proposals/proposal-record.ts';

/** Fields that not every action of a proposal takes. */
const SPECIAL_FIELDS = ['step', 'patch', 'resume', 'output', 'outputs'] as const;

type SpecialField = (typeof SPECIAL_FIELDS)[number];

/** The fields that an action takes, besides those that every action takes. */
interface Takes {
  readonly action: ProposalAction;
  readonly required: readonly SpecialField[];
  readonly optional: readonly SpecialField[];
}

/** What each action takes: one entry for each way to write it. */
const TAKES: readonly Takes[] = [
  { action: 'resume', required: [], optional: ['patch'] },
  { action: 'cancel', required: [], optional: [] },
  { action: 'retry', required: ['step'], optional: [] },
  { action: 'skip', required: ['step'], optional: ['resume'] },
  { action: 'complete', required: ['step', 'output'], optional: ['resume'] },
  { action: 'complete', required: ['step', 'outputs'], optional: ['resume'] },
];

/** A JSON Schema that no value matches. */
const NEVER = { not: {} };

/** A field that an action lacks, or does not take. */
interface FieldProblem {
  readonly path: SpecialField[];
  readonly message: string;
}

/** Returns what is wrong with the fields of a proposal that depend on its action. */
export function fieldProblems(
  body: { readonly action: ProposalAction } & { readonly [Field in SpecialField]?: unknown },
): readonly FieldProblem[] {
  const { action } = body;
  const ways = TAKES.filter((way) => way.action === action);
  const isGiven = (field: SpecialField) => body[field] !== undefined;
  const foreign = SPECIAL_FIELDS.filter(
    (field) => isGiven(field) && ways.every(({ required, optional }) => ![...required, ...optional].includes(field)),
  );
  const needed = SPECIAL_FIELDS.filter((field) => ways.every(({ required }) => required.includes(field)));
  const choice = [...new Set(ways.flatMap(({ required }) => required))].filter((field) => !needed.includes(field));
  const isUnclear = choice.length > 0 && choice.filter(isGiven).length !== 1;
  return [
    ...foreign.map((field) => ({ path: [field], message: `Expected no ${field} for ${action}` })),
    ...needed
      .filter((field) => !isGiven(field))
      .map((field) => ({ path: [field], message: `Expected a ${field} for ${action}` })),
    ...(isUnclear
      ? [
          {
            path: [],
            message: `Expected exactly one of ${choice.join(' and ')} for ${action}, found ${choice.filter(isGiven).length}`,
          },
        ]
      : []),
  ];
}

/** Returns the same rules as JSON Schemas; a body matches one of them. */
export function fieldsByAction() {
  return TAKES.map(({ action, required, optional }) => ({
    properties: {
      action: { const: action },
      ...Object.fromEntries(
        SPECIAL_FIELDS.filter((field) => !optional.includes(field)).map((field) => [
          field,
          required.includes(field) ? {} : NEVER,
        ]),
      ),
    },
    ...(required.length > 0 && { required: [...required] }),
  }));
}
