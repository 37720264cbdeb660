import { invokeLambda, type LambdaIntegration, type TaskCaller } from '../states/invoke-lambda.ts';
import type { StepFunctionsOptions } from '../step-functions-options.ts';
import { putEvents } from './put-events.ts';
import { type StartExecutionCall, startExecution } from './start-execution.ts';

/** Binds every integration to what carries it out here. */
export function createTaskCaller(
  options: LambdaIntegration & Pick<StepFunctionsOptions, 'putEvents'>,
  start: StartExecutionCall,
): TaskCaller {
  return ({ integration }, args, context) => {
    switch (integration) {
      case 'lambda:invoke':
        return invokeLambda(options, args);
      case 'events:putEvents':
        return putEvents((entries) => options.putEvents(entries), args, context);
      case 'states:startExecution':
        return startExecution(start, args);
    }
  };
}
