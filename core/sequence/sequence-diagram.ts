import type { Sequence, SequenceStep } from './sequence.ts';

/** A node of the diagram: its Mermaid id and how Mermaid writes it. */
interface Node {
  readonly id: string;
  readonly text: string;
}

const COMPLETE = box('complete', 'Complete order');
const END = round('done', 'End');
const FAIL = box('fail', 'Fail order');
const FAILED = round('failed', 'Order failed');
const HOLD = box('hold', 'Hold order');
const HELD = round('held', 'Order held');

/**
 * Draws a sequence as a Mermaid flowchart: the states of its state machine under the names that the Step Functions
 * console shows, with what leads from one to the next.
 *
 * Syntax: Mermaid documentation, "Flowcharts - Basic Syntax".
 */
export function sequenceDiagram(sequence: Sequence): string {
  const process = sequence.steps.filter((step) => step.phase === 'process');
  const postProcess = sequence.steps.filter((step) => step.phase === 'postProcess');
  const path = [
    ...process.map((step, index) => ({ step, node: stepNode(step, `process${index}`) })),
    { step: undefined, node: COMPLETE },
    ...postProcess.map((step, index) => ({ step, node: stepNode(step, `postProcess${index}`) })),
  ];
  const lines = path.flatMap(({ step, node }, index) => {
    const next = path[index + 1]?.node ?? END;
    return [arrow(node, next), ...(step === undefined ? [] : failureArrows(step, node, next))];
  });
  const begin = arrow(round('start', 'Start'), path[0]?.node ?? COMPLETE);
  const ends = process.some((step) => step.critical) ? [arrow(FAIL, FAILED), arrow(HOLD, HELD)] : [];
  return ['flowchart TD', ...[begin, ...lines, ...ends].map((line) => `  ${line}`), ''].join('\n');
}

function failureArrows(step: SequenceStep, node: Node, next: Node): readonly string[] {
  if (step.critical) return [arrow(node, FAIL, 'failed'), arrow(node, HOLD, 'outcome unknown')];
  const note = box(`${node.id}Note`, `${step.id}: note failure`);
  return [arrow(node, note, 'failed'), arrow(note, next)];
}

function stepNode(step: SequenceStep, id: string): Node {
  return box(id, step.id);
}

function arrow(from: Node, to: Node, label?: string): string {
  return label === undefined ? `${from.text} --> ${to.text}` : `${from.text} -. "${label}" .-> ${to.text}`;
}

function box(id: string, label: string): Node {
  return { id, text: `${id}["${escaped(label)}"]` };
}

function round(id: string, label: string): Node {
  return { id, text: `${id}(["${escaped(label)}"])` };
}

/** Mermaid reads entities with `#` in place of `&`. */
function escaped(label: string): string {
  return label.replaceAll('#', '#35;').replaceAll('"', '#quot;');
}
