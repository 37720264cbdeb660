// Runs an interpreter on the journal given as first argument until it is killed; prints each invocation as a line of JSON.
import { openStore } from '../../../embedded/sqlite/store.ts';
import { openStepFunctions } from '../../../embedded/step-functions/step-functions.ts';

const [, , file = '', definition = '', input = '{}'] = process.argv;
const service = openStepFunctions({
  store: openStore(file),
  region: 'eu-west-1',
  accountId: '000000000000',
  invokeLambda(functionArn, payload) {
    process.stdout.write(`${JSON.stringify({ functionArn, payload })}\n`);
    // Functions whose name starts with "hang" never answer, so that the kill finds them in flight.
    if (functionArn.includes(':hang')) return new Promise(() => undefined);
    const errorType = functionArn.includes(':fail') ? 'Busy' : functionArn.includes(':refuse') ? 'Declined' : undefined;
    if (errorType !== undefined) {
      return Promise.resolve({ ok: false, errorType, errorMessage: 'no', payload: { errorType } });
    }
    return Promise.resolve({ ok: true, payload, requestId: 'killed' });
  },
});
service.start();
const roleArn = 'arn:aws:iam::000000000000:role/states';
const machine = (await service.call('CreateStateMachine', { name: 'machine', definition, roleArn })) as {
  stateMachineArn: string;
};
await service.call('StartExecution', { stateMachineArn: machine.stateMachineArn, name: 'one', input });
