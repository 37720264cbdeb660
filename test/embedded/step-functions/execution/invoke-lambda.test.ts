import { expect, test } from 'vitest';
import { createFixture, lambdaTask } from '../step-functions-fixture.ts';

test('a Lambda may be referred to by its name, and receives an empty object without a Payload', async () => {
  const fixture = createFixture();
  await fixture.run({ StartAt: 'A', States: { A: lambdaTask({ Arguments: { FunctionName: 'short' }, End: true }) } });
  expect(fixture.calls).toEqual([{ functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:short', payload: {} }]);
});
