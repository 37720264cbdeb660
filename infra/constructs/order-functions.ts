import type { IFunction, Version } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import type { FunctionSpec } from '../../blueprint/functions/define-function.ts';
import type { References } from '../../blueprint/references.ts';
import { pascalCase } from '../../core/names.ts';
import { OrderFunction } from './order-function.ts';

/** Properties of `OrderFunctions`. */
export interface OrderFunctionsProps {
  readonly blueprint: Blueprint;
  readonly functions: readonly FunctionSpec[];
  readonly references: References;
  /** Returns the folder of a function's bundle. */
  bundleOf(functionId: string): string;
}

/** Lambdas of the blueprint. */
export class OrderFunctions extends Construct {
  readonly #functions: ReadonlyMap<string, OrderFunction>;

  constructor(scope: Construct, id: string, { blueprint, functions, references, bundleOf }: OrderFunctionsProps) {
    super(scope, id);
    this.#functions = new Map(
      functions.map((spec) => [
        spec.id,
        new OrderFunction(this, pascalCase(spec.id), { blueprint, spec, references, bundle: bundleOf(spec.id) }),
      ]),
    );
  }

  /** All of them, in the order of the blueprint. */
  get all(): readonly OrderFunction[] {
    return [...this.#functions.values()];
  }

  /** @throws TypeError none of them has this id */
  functionOf(id: string): IFunction {
    return this.#find(id).function;
  }

  /**
   * Returns the version of a function that this deployment publishes. A version stays when a later deployment publishes another one.
   *
   * @throws TypeError none of them has this id
   */
  versionOf(id: string): Version {
    return this.#find(id).version;
  }

  /** @throws TypeError the blueprint has no such function */
  logGroupOf(id: string): LogGroup {
    return this.#find(id).logGroup;
  }

  #find(id: string): OrderFunction {
    const found = this.#functions.get(id);
    if (found === undefined)
      throw new TypeError(
        `Expected a function of the blueprint, found "${id}". It has ${[...this.#functions.keys()].join(', ')}.`,
      );
    return found;
  }
}
