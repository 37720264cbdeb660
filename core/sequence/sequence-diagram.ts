import { type Sequence, type SequenceStep, undoableSteps } from './sequence.ts';

const COMPLETE = box('complete', 'Complete order');
const END = round('done', 'End');
const FAIL = box('fail', 'Fail order');
const FAILED = round('failed', 'Order failed');
const HOLD = box('hold', 'Hold order');
const HELD = round('held', 'Order held');

/** A step with its node and the nodes that follow. */
interface PlacedStep {
  readonly step: SequenceStep;
  readonly node: DiagramNode;
  readonly next: DiagramNode;
  /** The node after a failure of a critical step. */
  readonly onFailure: DiagramNode;
}

/**
 * Draws a sequence as a Mermaid flowchart of its state machine. The states have the names that the Step Functions console
 * shows, and the labels of the arrows are the conditions.
 *
 * Syntax: Mermaid documentation, "Flowcharts - Basic Syntax".
 */
export function sequenceDiagram(sequence: Sequence): string {
  const process = sequence.steps.filter((step) => step.phase === 'process');
  const postProcess = sequence.steps.filter((step) => step.phase === 'postProcess');
  const nodes = [
    ...process.map((step, index) => box(`process${index}`, step.id)),
    COMPLETE,
    ...postProcess.map((step, index) => box(`postProcess${index}`, step.id)),
  ];
  const undone = undoableSteps(sequence).map((step) => ({ step, index: process.indexOf(step) }));
  const undos = undone.map(({ step, index }) => box(`process${index}Undo`, `${step.id}: undo`));
  const path = [...process, undefined, ...postProcess];
  const lines = path.flatMap((step, at) => {
    const node = nodes[at] ?? COMPLETE;
    const next = nodes[at + 1] ?? END;
    const onFailure = undos[undone.findLastIndex(({ index }) => index <= at)] ?? FAIL;
    return [arrow(node, next), ...(step === undefined ? [] : failureArrows({ step, node, next, onFailure }))];
  });
  const chain = undone.flatMap(({ step, index }, at) => undoArrows(step, index, undos[at - 1] ?? FAIL));
  const begin = arrow(round('start', 'Start'), nodes[0] ?? COMPLETE);
  const ends = process.some((step) => step.critical) ? [arrow(FAIL, FAILED), arrow(HOLD, HELD)] : [];
  return ['flowchart TD', ...[begin, ...lines, ...chain, ...ends].map((line) => `  ${line}`), ''].join('\n');
}

function failureArrows({ step, node, next, onFailure }: PlacedStep): readonly string[] {
  if (!step.critical) {
    const note = box(`${node.id}Note`, `${step.id}: note failure`);
    return [arrow(node, note, 'failed'), arrow(note, next)];
  }
  const wait = box(`${node.id}Wait`, `${step.id}: wait`);
  const reconcile = box(`${node.id}Reconcile`, `${step.id}: reconcile`);
  return [
    arrow(node, onFailure, 'failed'),
    ...(onFailure === FAIL ? [] : [arrow(node, FAIL, 'order ended')]),
    arrow(node, wait, 'asked to wait'),
    arrow(wait, node),
    ...(step.probes
      ? [
          arrow(node, reconcile, 'outcome unknown'),
          arrow(reconcile, next, 'it happened'),
          arrow(reconcile, node, 'it did not happen'),
          arrow(reconcile, onFailure, 'failed'),
          arrow(reconcile, HOLD, 'still unknown'),
        ]
      : [arrow(node, HOLD, 'outcome unknown')]),
  ];
}

function undoArrows(step: SequenceStep, index: number, next: DiagramNode): readonly string[] {
  const undo = box(`process${index}Undo`, `${step.id}: undo`);
  const failed = box(`process${index}UndoFailed`, `${step.id}: undo failed`);
  return [arrow(undo, next), arrow(undo, failed, 'failed'), arrow(failed, next)];
}

/** A node of a Mermaid flowchart: its id and its Mermaid text. */
interface DiagramNode {
  readonly id: string;
  readonly text: string;
}

/** Returns a box, for a state that does something. */
function box(id: string, label: string): DiagramNode {
  return { id, text: `${id}["${escaped(label)}"]` };
}

/** Returns a round node, for a start or an end. */
function round(id: string, label: string): DiagramNode {
  return { id, text: `${id}(["${escaped(label)}"])` };
}

/** Returns an arrow. One with a label, the condition of the transition, is dotted. */
function arrow(from: DiagramNode, to: DiagramNode, label?: string): string {
  return label === undefined ? `${from.text} --> ${to.text}` : `${from.text} -. "${label}" .-> ${to.text}`;
}

/** Mermaid writes entities with `#` instead of `&`. */
function escaped(label: string): string {
  return label.replaceAll('#', '#35;').replaceAll('"', '#quot;');
}
